import type { Page } from "@playwright/test";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { signIn } from "./harness/api.ts";
import { expectAccessible } from "./harness/axe.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { sitDown } from "./harness/desk.ts";
import { openScreen } from "./harness/screen.ts";
import type { Screen } from "./harness/screen.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";
import { tellTime } from "./harness/timing.ts";

/** Live events over Socket.IO: CONTRACT, section 6. */

const pageId = PAGES[0].pageId;
/** The promise is one second; a busy machine gets more before a test fails. */
const LATENCY_BOUND_MS = 10_000;
let company: TestCompany;
let anna: Colleague;
let ben: Colleague;
let zoe: Colleague; // in no queue
const screens: Screen[] = [];

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  anna = await company.colleague("Anna");
  ben = await company.colleague("Ben");
  zoe = await company.colleague("Zoe");
  const queue = await company.queue([anna, ben]);
  await company.route(company.channel, "queue", queue.id);
});
test.afterEach(() => {
  for (const screen of screens.splice(0)) screen.close();
});
test.afterAll(() => company.close());

async function screenOf(colleague: Colleague): Promise<Screen> {
  const screen = await openScreen(company.app.url, { token: colleague.token });
  screens.push(screen);
  return screen;
}

/** Somebody new writes; their id in the simulator and at the page. */
async function write(text: string) {
  const { personId, psids } = await company.simulator.person("Paula Person");
  await company.simulator.write(pageId, personId, { text });
  return { personId, psid: psids[pageId] ?? "" };
}

/** Resolves when everything announced before has been told: presence goes to everybody, last. */
async function untilQuiet(...quiet: Screen[]): Promise<void> {
  const before = quiet.map((screen) => screen.heard["presence.updated"].length);
  const { presence } = await zoe.api.get<{ presence: string }>("/me");
  const next = presence === "away" ? "dnd" : "away";
  await zoe.api.patch("/me/presence", { presence: next });
  await Promise.all(
    quiet.map((screen, nth) =>
      expect
        .poll(() => screen.heard["presence.updated"].length)
        .toBeGreaterThan(before[nth] ?? 0),
    ),
  );
}

test("whoever is nobody is refused with the word unauthorized", async () => {
  const ways = [
    {},
    { token: "parley_wrong" },
    { token: "" },
    { cookie: "parley.session=forged" },
  ];
  for (const way of ways) {
    await expect(openScreen(company.app.url, way)).rejects.toThrow(
      /^unauthorized$/,
    );
  }
});

test("the console's cookie opens a screen as well as a token", async () => {
  const cookie = (await signIn(company.app.url, anna)) ?? "";
  const screen = await openScreen(company.app.url, { cookie });
  screens.push(screen);
  await write("Seen by cookie");
  await screen.hear(
    "message.created",
    ({ message }) => message.text === "Seen by cookie",
  );
});

test("a customer's message reaches exactly the entitled, as the API tells it", async () => {
  const [member, colleague, owner, outsider] = [
    await screenOf(anna),
    await screenOf(ben),
    await screenOf(company.owner),
    await screenOf(zoe),
  ];
  const { personId, psid } = await write("A first word");
  const { id } = await company.threadOf(psid);
  // Name and picture come from Meta beside the path.
  await member.hear(
    "thread.updated",
    ({ thread }) => thread.id === id && thread.customer.avatarUrl !== null,
  );
  const startedAt = performance.now();
  await company.simulator.write(pageId, personId, { text: "Live, please" });
  const isIt = ({ message }: { message: Message }) =>
    message.text === "Live, please";
  const event = await member.hear("message.created", isIt, LATENCY_BOUND_MS);
  tellTime("customer wrote → agent's socket", startedAt);
  await colleague.hear("message.created", isIt);
  await owner.hear("message.created", isIt);
  await untilQuiet(outsider);
  expect(outsider.heard["message.created"]).toEqual([]);
  expect(outsider.heard["thread.updated"]).toEqual([]);
  expect(member.heard["message.created"].filter(isIt)).toHaveLength(1);

  const messages = await anna.api.all<Message>(`/threads/${id}/messages`);
  expect(event.message).toEqual(messages[0]);
  expect(event.thread).toEqual(await anna.api.get<Thread>(`/threads/${id}`));
});

test("what becomes of a reply is told, up to read", async () => {
  const screen = await screenOf(anna);
  const { psid, personId } = await write("A question");
  const { id } = await company.threadOf(psid);
  const { id: messageId } = await anna.api.post<Message>(
    `/threads/${id}/messages`,
    {
      text: "An answer",
      clientId: "live-answer",
    },
  );
  await screen.hear(
    "message.created",
    ({ message }) => message.id === messageId,
  );
  const turns = async (status: string) =>
    screen.hear(
      "message.updated",
      ({ message }) => message.id === messageId && message.status === status,
    );
  await turns("sent");
  await turns("delivered");
  await company.simulator.see(pageId, personId);
  const { message } = await turns("read");
  const stored = await anna.api.all<Message>(`/threads/${id}/messages`);
  expect(message).toEqual(stored.find((one) => one.id === messageId));
  const versions = screen.heard["message.updated"]
    .filter((event) => event.message.id === messageId)
    .map((event) => event.message.version);
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
});

test("what the customer does to a message is told: reaction, edit, unsend", async () => {
  const screen = await screenOf(anna);
  const { personId, psid } = await company.simulator
    .person("Rosa Reacts")
    .then(({ personId, psids }) => ({ personId, psid: psids[pageId] ?? "" }));
  const { mid } = await company.simulator.write(pageId, personId, {
    text: "First words",
  });
  const { id } = await company.threadOf(psid);
  await anna.api.post(`/threads/${id}/messages`, {
    text: "Reply",
    clientId: "react-1",
  });
  await expect
    .poll(
      async () => (await company.simulator.chat(pageId, psid)).messages.length,
    )
    .toBe(2);
  const chat = await company.simulator.chat(pageId, psid);
  const replyMid = chat.messages.find(({ from }) => from === "page")?.mid;
  await company.simulator.react(pageId, personId, {
    mid: replyMid,
    emoji: "❤",
  });
  await screen.hear(
    "message.updated",
    ({ message }) =>
      message.externalId === replyMid &&
      message.reactions[0]?.by === "customer",
  );
  await company.simulator.edit(pageId, personId, { mid, text: "Better words" });
  const edited = await screen.hear(
    "message.updated",
    ({ message }) => message.externalId === mid && message.editedAt !== null,
  );
  expect(edited.message.text).toBe("Better words");
  await company.simulator.unsend(pageId, personId, { mid });
  await screen.hear(
    "message.updated",
    ({ message }) => message.externalId === mid && message.deletedAt !== null,
  );
});

test("a thread that somebody took leaves the other screens, and comes back with the release", async () => {
  const [winner, loser] = [await screenOf(anna), await screenOf(ben)];
  const { psid, personId } = await write("Who takes me?");
  const { id } = await company.threadOf(psid);
  const isIt = ({ thread }: { thread: Thread }) => thread.id === id;
  await loser.hear("message.created", isIt);
  await anna.api.post(`/threads/${id}/take`);
  await loser.hear("thread.removed", ({ threadId }) => threadId === id);
  const { thread } = await winner.hear(
    "thread.updated",
    (event) => isIt(event) && event.thread.owner !== null,
  );
  expect(thread.owner).toEqual({ id: anna.id, name: "Anna" });
  expect(winner.heard["thread.removed"]).toEqual([]);

  const before = loser.heard["message.created"].length;
  await company.simulator.write(pageId, personId, { text: "Only for Anna" });
  await winner.hear(
    "message.created",
    ({ message }) => message.text === "Only for Anna",
  );
  await untilQuiet(loser);
  expect(loser.heard["message.created"]).toHaveLength(before);

  await anna.api.post(`/threads/${id}/release`);
  await loser.hear(
    "thread.updated",
    (event) => isIt(event) && event.thread.owner === null,
  );
});

test("typing is told to the colleagues and, of the owner, to the customer", async () => {
  const [typist, watcher, outsider] = [
    await screenOf(anna),
    await screenOf(company.owner),
    await screenOf(zoe),
  ];
  const { psid } = await write("Are you there?");
  const { id } = await company.threadOf(psid);
  await anna.api.post(`/threads/${id}/take`);
  const customerSees = async () =>
    (await company.simulator.chat(pageId, psid)).pageTyping;
  expect(await customerSees()).toBe(false);
  typist.send("typing", { threadId: id, on: true });
  await watcher.hear(
    "typing",
    (event) => event.threadId === id && event.agentId === anna.id,
  );
  await expect.poll(customerSees).toBe(true);
  await anna.api.post(`/threads/${id}/typing`, { on: false });
  await watcher.hear(
    "typing",
    (event) => event.threadId === id && event.agentId === null,
  );
  await expect.poll(customerSees).toBe(false);
  await untilQuiet(outsider);
  expect(outsider.heard.typing).toEqual([]);
});

test("presence is told to everybody", async () => {
  const watcher = await screenOf(zoe);
  await anna.api.patch("/me/presence", { presence: "dnd" });
  await watcher.hear(
    "presence.updated",
    (event) => event.agentId === anna.id && event.presence === "dnd",
  );
  await anna.api.patch("/me/presence", { presence: "available" });
  await watcher.hear(
    "presence.updated",
    (event) => event.agentId === anna.id && event.presence === "available",
  );
});

test("a revoked token and a disabled agent are cut off and not let in again", async () => {
  const eve = await company.colleague("Eve");
  const { id, token } = await eve.api.post<{ id: string; token: string }>(
    "/me/tokens",
  );
  const script = await openScreen(company.app.url, { token });
  screens.push(script);
  const own = await screenOf(eve);
  await eve.api.delete(`/me/tokens/${id}`);
  await expect.poll(() => script.cut()).toBe("io server disconnect");
  expect(own.cut()).toBeNull();
  await company.owner.api.patch(`/agents/${eve.id}`, { disabled: true });
  await expect.poll(() => own.cut()).toBe("io server disconnect");
  for (const gone of [token, eve.token]) {
    await expect(openScreen(company.app.url, { token: gone })).rejects.toThrow(
      "unauthorized",
    );
  }
});

test("somebody disabled from the command line is cut off by the running server", async () => {
  const max = await company.colleague("Max");
  const screen = await screenOf(max);
  await company.app.admin("user", "disable", "--email", max.email);
  await expect.poll(() => screen.cut()).toBe("io server disconnect");
});

test("a form filled in on Facebook is a lead that rings for an agent, who accepts it and moves it on", async ({
  openTab,
}) => {
  const queue = await company.queue([anna], {
    strategy: "hunt",
    offerSeconds: 120,
  });
  await company.owner.api.patch(`/leads/pages/${company.channel.id}`, {
    assignTo: { type: "queue", id: queue.id },
  });
  await company.owner.api.patch("/leads/settings", { currency: "USD" });
  await anna.api.patch("/me/presence", { presence: "available" });
  const page = await openTab({ viewport: { width: 1400, height: 900 } });
  await sitDown(page, company.app.url, anna, "/leads");
  await expect(page.getByText("No leads yet")).toBeVisible();

  const form = await openTab();
  await form.goto(`${company.simulator.url}/lead-form?page=${pageId}`);
  await form.getByLabel("Full name").fill("Lea Lead");
  await form.getByLabel("Email").fill("lea@example.com");
  await form.getByLabel("Phone number").fill("+41 44 668 18 00");
  await form.getByLabel("I would like to receive news.").check();
  await form.getByRole("button", { name: "Submit" }).click();
  await expect(form.getByRole("status")).toContainText("Sent");

  // It rings for her as a conversation does, and a key accepts it.
  const card = page.getByRole("article", { name: "Incoming lead: Lea Lead" });
  await expect(card.getByText(queue.name)).toBeVisible();
  await expect(card.getByRole("timer")).toBeVisible();
  await expectAccessible(page);
  const leads = page.getByRole("list", { name: "Leads" });
  await expect(leads.getByRole("link", { name: "Lea Lead" })).toBeVisible();
  await page.keyboard.press("a");
  await expect(page.getByRole("heading", { name: "Lea Lead" })).toBeVisible();
  await expect(card).toBeHidden();
  await expect(page.getByRole("link", { name: "Call" })).toHaveAttribute(
    "href",
    "tel:+41446681800",
  );
  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Contacted" }).click();
  const history = page.getByRole("region", { name: "History" });
  await expect(history.getByText("Status changed to Contacted")).toBeVisible();
  await expect(history.getByText("Accepted")).toBeVisible();
  await expect(history.getByText(`Ringing for ${anna.name}`)).toBeVisible();

  // A call and a note stand in the history, and what the lead is worth counts on the board.
  await expect(page.getByText(`https://m.me/${pageId}`)).toBeVisible();
  await history.getByRole("button", { name: "Log call" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Result" }).click();
  await page.getByRole("option", { name: "No answer" }).click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Log call" }).click();
  await expect(history.getByText("Outgoing call · No answer")).toBeVisible();
  await history.getByRole("button", { name: "Add note" }).click();
  await dialog.getByLabel("Note").fill("Prefers mornings");
  await dialog.getByRole("button", { name: "Add note" }).click();
  await expect(history.getByText("Prefers mornings")).toBeVisible();
  await page.getByLabel("Value (USD)").fill("1,500");
  await page.getByLabel("Value (USD)").press("Enter");
  await expect(history.getByText("Value changed to $1,500")).toBeVisible();

  // On the board it is moved by keyboard alone.
  await page.getByRole("link", { name: "All leads" }).click();
  await page.getByRole("radio", { name: "Board" }).check();
  await page.getByRole("button", { name: "Move Lea Lead" }).press("Enter");
  await page.getByRole("menuitem", { name: "Qualified" }).press("Enter");
  await expect(
    page
      .getByRole("region", { name: "Qualified: 1" })
      .getByRole("link", { name: "Lea Lead" }),
  ).toBeVisible();
  await expect(
    page
      .getByRole("region", { name: "Qualified: 1" })
      .getByTitle("Total value"),
  ).toHaveText("$1,500");
  await expect(page).toHaveURL(/view=board/);

  // Who comes back from a lead finds the board as they left it.
  await page.setViewportSize({ width: 600, height: 900 });
  const board = page.getByRole("group", { name: "Board" });
  const at = () => board.evaluate(({ scrollLeft }) => Math.round(scrollLeft));
  const link = page.getByRole("link", { name: "Lea Lead", exact: true });
  await link.scrollIntoViewIfNeeded();
  const before = await at();
  expect(before).toBeGreaterThan(100);
  await link.click();
  await page.getByRole("link", { name: "All leads" }).click();
  await expect(page).toHaveURL(/view=board/);
  await expect.poll(at).toBe(before);
  await page.setViewportSize({ width: 1400, height: 900 });

  // A person writes from an ad: the card opens the conversation, and the lead is moved there.
  const guest = await company.simulator.person("Adam Ad");
  await company.simulator.write(pageId, guest.personId, {
    text: "Is it still available?",
    referral: {
      source: "ADS",
      type: "OPEN_THREAD",
      ad_id: "6001",
      ads_context_data: { ad_title: "Spring sale" },
    },
  });
  await page
    .getByRole("link", { name: "Open the conversation with Adam Ad" })
    .click();
  await expect(page).toHaveURL(/\/inbox\//);
  const status = page.getByRole("combobox", {
    name: /Status of “Spring sale”/,
  });
  await status.click();
  await page.getByRole("option", { name: "Contacted" }).click();
  await expect(status).toHaveText("Contacted");
  await page.getByRole("link", { name: "Spring sale" }).click();
  await expect(history.getByText("Status changed to Contacted")).toBeVisible();

  // The beginning of the page's next lead is saved as it is chosen, seen by another admin, and undone.
  const settings = await openTab();
  await sitDown(settings, company.app.url, company.owner, "/settings/leads");
  const other = await openTab();
  await sitDown(other, company.app.url, company.owner, "/settings/leads");
  const statusIn = (tab: Page) =>
    tab
      .getByRole("list", { name: "Connected pages" })
      .getByRole("combobox", { name: "Status of new leads" });
  await statusIn(settings).click();
  await settings.getByRole("option", { name: "Contacted" }).click();
  await expect(settings.getByText("Saved", { exact: true })).toBeVisible();
  await expect(statusIn(other)).toHaveText("Contacted");
  await settings.getByRole("button", { name: /^Undo: status of/ }).click();
  await expect(statusIn(other)).toHaveText("Same as the defaults");

  // A mapping shows what it would make of the lead before it is saved.
  for (const tab of [settings, other])
    await tab.getByRole("button", { name: /^Forms of/ }).click();
  const formStatusIn = (tab: Page) =>
    tab
      .getByRole("list", { name: "Forms", exact: true })
      .getByRole("combobox", { name: "Status of new leads" })
      .first();
  await expect(formStatusIn(other)).toBeVisible();
  await formStatusIn(settings).click();
  await settings.getByRole("option", { name: "Contacted" }).click();
  await expect(formStatusIn(other)).toHaveText("Contacted");
  await settings.getByRole("button", { name: "Field mapping" }).click();
  await settings.getByRole("combobox", { name: /“Full name”/ }).click();
  await settings.getByRole("option", { name: "Company" }).click();
  const preview = settings.getByRole("region", { name: /^Preview/ });
  await expect(
    preview.getByText("1 of 1 would be filled differently."),
  ).toBeVisible();
  await expect(preview.getByRole("deletion").first()).toHaveText("Lea Lead");
  await expectAccessible(settings);
});
