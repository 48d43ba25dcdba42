import fs from "node:fs";
import type { Buffer } from "node:buffer";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import {
  bubble,
  log,
  openMessenger,
  openThread,
  rowOf,
  rows,
  say,
  signInAt,
  sitDown,
  timed,
} from "./harness/desk.ts";
import { expectAccessible } from "./harness/axe.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";
import type { OpenTab } from "./harness/test.ts";

/** Two browsers: the customer in Messenger, the agent in the console. */

const { pageId, name: pageName } = PAGES[0];
/** The promise is one second; a busy machine gets more before a test fails. */
const SEEN = { timeout: 30_000 };
let company: TestCompany;
let anna: Colleague;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  anna = await company.colleague("Anna");
  const queue = await company.queue([anna]);
  await company.route(company.channel, "queue", queue.id);
});
test.afterAll(() => company.close());

/** A customer with an open chat, and Anna signed in. */
async function twoPeople(openTab: OpenTab, name: string, enter = sitDown) {
  const person = await company.simulator.person(name);
  const [customer, agent] = [await openTab(), await openTab()];
  await openMessenger(customer, company, pageId, person.personId);
  await enter(agent, company.app.url, anna);
  return { customer, agent, person };
}

/** A picture of one colour; PNG. */
function picture(): Promise<Buffer> {
  const background = { r: 30, g: 120, b: 200 };
  return sharp({ create: { width: 320, height: 200, channels: 3, background } })
    .png()
    .toBuffer();
}

/** The newest photo on the screen is really there, not a broken image. */
async function expectPhoto(page: Page): Promise<void> {
  const photo = log(page)
    .getByRole("article")
    .locator("img:not([aria-hidden])")
    .last();
  await expect(photo).toBeVisible(SEEN);
  await expect
    .poll(
      () => photo.evaluate((image: HTMLImageElement) => image.naturalWidth),
      SEEN,
    )
    .toBeGreaterThan(50);
}

test("text goes both ways, live, with ticks up to read", async ({
  openTab,
}) => {
  const { customer, agent } = await twoPeople(openTab, "Mei Lin", signInAt);
  const question = "你好！請問藍色檯燈還有貨嗎？ 🙂";
  await timed("customer wrote → agent's list", async () => {
    await say(customer, question);
    await expect(rowOf(agent, "Mei Lin")).toContainText(question, SEEN);
  });
  // The row shows the page they wrote to.
  await expect(rowOf(agent, "Mei Lin").getByTitle(pageName)).toBeVisible();
  await openThread(agent, "Mei Lin");
  await expect(bubble(agent, question)).toBeVisible(SEEN);
  await expect(log(customer)).toContainText("Delivered", SEEN);
  // Looked at, and nobody's yet.
  await expect(rowOf(agent, "Mei Lin")).toContainText("unread");

  const answer = "有的，我幫您留一盞。👍🏽";
  await timed("agent wrote → customer's chat", async () => {
    await say(agent, answer);
    await expect(bubble(customer, answer)).toBeVisible(SEEN);
  });
  await expect(bubble(agent, answer)).toHaveCount(1);
  // The customer has the chat before them, so it is read at once.
  await expect(
    bubble(agent, answer).getByText("Read", { exact: true }),
  ).toBeAttached(SEEN);

  await timed("customer wrote → agent's open thread", async () => {
    await say(customer, "太好了 👩🏽‍💻");
    await expect(bubble(agent, "太好了 👩🏽‍💻")).toBeVisible(SEEN);
  });
  // The owner has read it: the customer sees the page's picture under it.
  await expect(customer.getByAltText(`Seen by ${pageName}`)).toBeVisible(SEEN);
  await expect(rowOf(agent, "Mei Lin")).not.toContainText("unread");
});

test("a photo goes both ways", async ({ openTab }) => {
  const { customer, agent } = await twoPeople(openTab, "Fotini Photo");
  await customer
    .getByRole("button", { name: "Sample photos and files" })
    .click();
  await customer.getByRole("button", { name: "lamp" }).click();
  await customer.getByRole("button", { name: "Send", exact: true }).click();
  await openThread(agent, "Fotini Photo");
  await timed("customer's photo → agent's open thread", () =>
    expectPhoto(agent),
  );
  await log(agent)
    .getByRole("button", { name: /Open photo/ })
    .click();
  const viewer = agent.getByRole("dialog");
  await expect(viewer.getByRole("img")).toBeVisible();
  await agent.keyboard.press("Escape");
  await expect(viewer).toBeHidden();

  // On its way for as long as the story wants.
  let arrive = () => {};
  const onItsWay = new Promise<void>((resolve) => (arrive = resolve));
  await agent.route("**/api/v1/files", async (route) => {
    await onItsWay;
    await route.continue();
  });
  const choosing = agent.waitForEvent("filechooser");
  await agent.getByRole("button", { name: "Attach a file" }).click();
  await (
    await choosing
  ).setFiles({
    name: "blue.png",
    mimeType: "image/png",
    buffer: await picture(),
  });
  const attached = agent.getByRole("list", { name: "Attached files" });
  await expect(attached.getByRole("button", { name: /Remove/ })).toBeVisible(
    SEEN,
  );
  // Enter before the file is up: the reply waits for it, and says so.
  await say(agent, "Like this one?");
  const waiting = agent.getByText("once everything is uploaded");
  await expect(waiting).toBeVisible();
  arrive();
  await expect(waiting).toBeHidden();
  await expect(bubble(customer, "Like this one?")).toBeVisible(SEEN);
  const received = customer.getByRole("article", {
    name: new RegExp(pageName),
  });
  await expect(received).toHaveCount(2);
  await expectPhoto(customer);
  await expect(attached).toBeHidden();
});

test("reaction, reply-to, edit and unsend are seen by the other side", async ({
  openTab,
}) => {
  const { customer, agent } = await twoPeople(openTab, "Rita Reacts");
  await say(customer, "The first message");
  await openThread(agent, "Rita Reacts");
  await say(agent, "The first answer");
  await expect(bubble(customer, "The first answer")).toBeVisible(SEEN);

  // The customer reacts, the agent sees it; and the other way round.
  await bubble(customer, "The first answer")
    .getByRole("button", { name: "React" })
    .click();
  await bubble(customer, "The first answer")
    .getByRole("button", { name: "React with ❤️" })
    .click();
  await expect(
    bubble(agent, "The first answer").getByRole("img", {
      name: /customer reacted with ❤/,
    }),
  ).toBeVisible(SEEN);
  await bubble(agent, "The first message").hover();
  await bubble(agent, "The first message")
    .getByRole("button", { name: "React", exact: true })
    .click();
  await agent
    .getByRole("button", { name: /^React with/ })
    .first()
    .click();
  await expect(
    bubble(customer, "The first message").locator(".reactions"),
  ).toBeVisible(SEEN);

  // Each answers one message in particular.
  await bubble(customer, "The first answer")
    .getByRole("button", { name: "Reply" })
    .click();
  await say(customer, "About that answer");
  await expect(bubble(agent, "About that answer")).toContainText(
    "The first answer",
    SEEN,
  );
  await bubble(agent, "The first message").first().hover();
  await bubble(agent, "The first message")
    .first()
    .getByRole("button", { name: "Reply to this message" })
    .click();
  await expect(agent.getByText("Replying to Rita")).toBeVisible();
  await say(agent, "About the first");
  await expect(bubble(customer, "About the first")).toContainText(
    "The first message",
    SEEN,
  );

  // The agent sees the customer’s changes.
  const own = customer
    .getByRole("article")
    .filter({ hasText: "About that answer" });
  await own.getByRole("button", { name: "More" }).click();
  await own.getByRole("button", { name: "Edit" }).click();
  await say(customer, "About your answer");
  await expect(bubble(agent, "About your answer")).toContainText(
    "Edited",
    SEEN,
  );
  await expect(bubble(agent, "About that answer")).toHaveCount(0);
  const edited = customer
    .getByRole("article")
    .filter({ hasText: "About your answer" });
  await edited.getByRole("button", { name: "More" }).click();
  await edited.getByRole("button", { name: "Unsend" }).click();
  await expect(log(agent)).toContainText(
    "The customer unsent this message",
    SEEN,
  );
  await expect(bubble(agent, "About your answer")).toHaveCount(0);
});

test("while the owner types the customer sees the dots", async ({
  openTab,
}) => {
  const { customer, agent } = await twoPeople(openTab, "Tove Typing");
  await say(customer, "Hello?");
  await openThread(agent, "Tove Typing");
  await agent.getByRole("button", { name: "Take", exact: true }).click();
  await expect(
    agent.getByRole("button", { name: "Take", exact: true }),
  ).toBeHidden();
  const dots = customer.getByRole("img", { name: `${pageName} is typing` });
  await expect(dots).toBeHidden();
  await agent
    .getByRole("textbox", { name: "Message" })
    .pressSequentially("Just a mo");
  await expect(dots).toBeVisible(SEEN);
  await agent.keyboard.press("Enter");
  await expect(bubble(customer, "Just a mo")).toBeVisible(SEEN);
  await expect(dots).toBeHidden(SEEN);
});

test("messages stand in order, and the newest conversation is on top", async ({
  openTab,
}) => {
  const { customer, agent } = await twoPeople(openTab, "Otto Order");
  const lines = Array.from({ length: 8 }, (_, nth) => `Line ${nth + 1} of 8`);
  await say(customer, lines[0] ?? "");
  await openThread(agent, "Otto Order");
  for (const [nth, line] of lines.slice(1).entries()) {
    await say(nth % 3 === 0 ? agent : customer, line);
    await expect(bubble(agent, line)).toBeVisible(SEEN);
    await expect(bubble(customer, line)).toBeVisible(SEEN);
  }
  for (const page of [agent, customer]) {
    const shown = await log(page)
      .getByText(/^Line \d+ of 8$/)
      .allTextContents();
    expect(shown).toEqual(lines);
  }
  await expect(rows(agent).first()).toContainText("Otto Order");
});

test("a text over Messenger's limit goes as several, in order, announced before", async ({
  openTab,
}) => {
  const { customer, agent, person } = await twoPeople(openTab, "Lena Long");
  await say(customer, "Tell me everything");
  await openThread(agent, "Lena Long");
  const long = Array.from(
    { length: 90 },
    (_, nth) => `Sentence number ${nth} of a long story.`,
  ).join(" ");
  await agent.getByRole("textbox", { name: "Message" }).fill(long);
  await expect(agent.getByText("Will be sent as 2 messages")).toBeVisible();
  await agent.keyboard.press("Enter");
  const received = async () =>
    (await company.simulator.chat(pageId, person.personId)).messages
      .filter(({ from }) => from === "page")
      .map(({ text }) => text ?? "");
  await expect.poll(received, SEEN).toHaveLength(2);
  const parts = await received();
  expect(parts.join(" ")).toBe(long);
  for (const part of parts) expect(part).toMatch(/\.$/);
});

test("a note stays inside, and a scheduled reply until it is sent", async ({
  openTab,
}) => {
  const { customer, agent, person } = await twoPeople(openTab, "Nora Note");
  await say(customer, "Between us");
  await openThread(agent, "Nora Note");
  await agent.getByRole("tab", { name: "Note" }).click();
  const field = agent.getByRole("textbox", { name: "Note", exact: true });
  await field.fill("She is a regular, be kind");
  await field.press("Enter");
  await expect(bubble(agent, "She is a regular")).toBeVisible(SEEN);
  await agent.getByRole("tab", { name: "Reply" }).click();
  await say(agent, "Gladly");
  await expect(bubble(customer, "Gladly")).toBeVisible(SEEN);
  const { messages } = await company.simulator.chat(pageId, person.personId);
  expect(messages.map(({ text }) => text)).toEqual(["Between us", "Gladly"]);

  const reply = agent.getByRole("textbox", { name: "Message", exact: true });
  await reply.fill("The lamp has arrived");
  await agent.getByRole("button", { name: "Send later" }).click();
  const later = agent.getByRole("dialog", { name: "Send later" });
  const time = later.getByRole("textbox", { name: "Time" });
  await time.fill("in 3 weeks");
  await expect(later.getByRole("alert")).toContainText(
    "The reply window will be closed at that time.",
  );
  await expect(later.getByRole("button", { name: "Schedule" })).toBeDisabled();
  await time.fill("in 3 h");
  await time.press("Enter");
  const planned = agent.getByRole("region", { name: "Scheduled messages" });
  await expect(planned).toContainText("The lamp has arrived", SEEN);
  await expect(reply).toHaveValue("");
  await reply.fill("Another draft");
  await planned.getByRole("button", { name: "Edit scheduled message" }).click();
  const form = agent.getByRole("dialog", { name: "Edit scheduled message" });
  await form
    .getByRole("textbox", { name: "Message" })
    .fill("The oak lamp has arrived");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(planned).toContainText("The oak lamp has arrived", SEEN);
  await expectAccessible(agent);
  await expect(bubble(customer, "lamp has arrived")).toHaveCount(0);
  await planned.getByRole("button", { name: "Send now" }).click();
  await expect(bubble(customer, "The oak lamp has arrived")).toBeVisible(SEEN);
  await expect(planned).toHaveCount(0);
  await expect(reply).toHaveValue("Another draft");

  // Closing asks what becomes of it, and Undo brings it back.
  await agent.getByRole("button", { name: "Send later" }).click();
  await time.fill("in 4 h");
  await time.press("Enter");
  await expect(planned).toContainText("Another draft", SEEN);
  await agent.getByRole("button", { name: "Close", exact: true }).click();
  const closing = agent.getByRole("dialog", { name: "Close conversation" });
  await expect(closing).toContainText("1 reply is scheduled");
  await expectAccessible(agent);
  await closing.getByRole("button", { name: "Close conversation" }).click();
  await expect(planned).toHaveCount(0);
  await expect(log(agent)).toContainText(
    "You canceled 1 scheduled message",
    SEEN,
  );
  await agent.getByRole("button", { name: "Undo" }).click();
  await expect(planned).toContainText("Another draft", SEEN);

  // With Undo send on, a reply waits: Ctrl Z takes it back, and closing sends it.
  const at = agent.url();
  await agent.goto(new URL("/settings/profile", at).href);
  await agent.getByRole("combobox", { name: "Undo send" }).click();
  await agent.getByRole("option", { name: "10 seconds" }).click();
  await expect(agent.getByText("Saved", { exact: true })).toBeVisible(SEEN);
  await agent.goto(at);
  await reply.fill("See you at ten");
  await reply.press("Enter");
  await expect(log(agent)).toContainText("Sends in", SEEN);
  await expectAccessible(agent);
  await reply.press("Control+z");
  await expect(reply).toHaveValue("See you at ten", SEEN);
  await expect(log(agent)).not.toContainText("See you at ten");
  await reply.press("Enter");
  await expect(log(agent).getByRole("button", { name: "Undo" })).toBeVisible(
    SEEN,
  );
  await agent.getByRole("button", { name: "Close", exact: true }).click();
  await closing.getByRole("button", { name: "Close conversation" }).click();
  await expect(bubble(customer, "See you at ten")).toBeVisible(SEEN);

  // Its short address opens it.
  const address = agent.url();
  await agent.getByRole("button", { name: "More actions" }).click();
  const copy = agent.getByRole("menuitem", { name: "Copy link" });
  const number = /#(\d+)/.exec(await copy.innerText())?.[1];
  await copy.click();
  await expect(agent.getByText("Link copied")).toBeVisible();
  await agent.goto(new URL(`/c/${number}`, address).href);
  await expect(agent).toHaveURL(address);
  // The transcript is for printing, and has the note only when it is asked for.
  await agent.goto(agent.url().replace("/inbox/", "/transcript/"));
  await expect(agent.getByRole("heading", { name: "Nora Note" })).toBeVisible();
  await expect(agent.getByRole("listitem")).toHaveCount(4);
  await expectAccessible(agent);
  await agent.getByRole("link", { name: "Include notes" }).click();
  await expect(agent.getByText("She is a regular")).toBeVisible();
  const saved = agent.waitForEvent("download");
  await agent.getByRole("link", { name: "Save as PDF" }).click();
  const file = fs.readFileSync(await (await saved).path());
  expect(file.subarray(0, 5).toString()).toBe("%PDF-");
});

test("what Meta refuses is told in words, and a retry sends it", async ({
  openTab,
}) => {
  const { customer, agent, person } = await twoPeople(openTab, "Rainer Retry");
  await say(customer, "Will this work?");
  await openThread(agent, "Rainer Retry");
  await company.simulator.faults({
    failSends: { count: 1, code: 98_765, message: "Something new" },
  });
  await say(agent, "It should");
  await expect(bubble(agent, "It should")).toContainText("Not sent", SEEN);
  const received = async () =>
    (await company.simulator.chat(pageId, person.personId)).messages
      .filter(({ from }) => from === "page")
      .map(({ text }) => text);
  expect(await received()).toEqual([]);
  const failed = bubble(agent, "It should");
  await failed.getByRole("button", { name: "Edit and resend" }).click();
  const field = agent.getByRole("textbox", { name: "Message" });
  await expect(field).toHaveValue("It should");
  await expect(field).toBeFocused();
  await field.fill("");
  await failed.getByRole("button", { name: "Retry" }).click();
  await expect(bubble(customer, "It should")).toBeVisible(SEEN);
  await expect(bubble(agent, "It should")).not.toContainText("Not sent", SEEN);
  expect(await received()).toEqual(["It should"]);
});
