import type { CannedReply } from "#contract/canned/canned-reply.ts";
import type { Channel } from "#contract/channels/channel.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  log,
  openDesk,
  openThread,
  press,
  rowOf,
  say,
} from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { threadNamed } from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** Lines that a conversation tells about itself, pages that are not there, and copies in the settings. */

const pageId = PAGES[0].pageId;
const NARROW = { width: 360, height: 740 };
let company: TestCompany;
let mei: Colleague;
let sue: Colleague;
let queueId: string;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  mei = await company.colleague("Mei");
  sue = await company.colleague("Sue", "supervisor");
  queueId = (await company.queue([mei], { strategy: "manual" })).id;
  await company.route(company.channel, "queue", queueId);
});
test.afterAll(() => company.close());

async function comes(name: string): Promise<{ id: string; person: string }> {
  const { personId } = await company.simulator.person(name);
  await company.simulator.write(pageId, personId, { text: "Hello" });
  const { id } = await threadNamed(company, name);
  await mei.api.post(`/threads/${id}/take`);
  return { id, person: personId };
}

test("a snooze holds even if the customer writes, and labels of one go are one line", async ({
  openTab,
}) => {
  const { id, person } = await comes("Sara Snooze");
  for (const name of ["VIP", "Refund"])
    await company.owner.api.post("/labels", { name, color: "amber" });
  const page = await openDesk(openTab, company, mei);
  await openThread(page, "Sara Snooze");
  await press(page, "l");
  const labels = page.getByRole("dialog", { name: "Conversation labels" });
  await labels.getByRole("checkbox", { name: "VIP" }).check();
  await labels.getByRole("checkbox", { name: "Refund" }).check();
  await labels.getByRole("button", { name: "Done" }).click();
  await expect(log(page)).toContainText("You added labels: VIP and Refund");

  await press(page, "s");
  const snooze = page.getByRole("dialog", { name: "Snooze until" });
  await expect(snooze).toContainText("comes back as soon as");
  await snooze
    .getByRole("checkbox", { name: "Stay snoozed even if the customer writes" })
    .check();
  await expectAccessible(page);
  await snooze
    .getByRole("textbox", { name: /Note for when it’s back/ })
    .fill("Ask about the invoice");
  await snooze.getByRole("combobox").fill("in 2 h");
  await page.keyboard.press("Enter");
  await expect(log(page)).toContainText("even if the customer writes");
  await expect(log(page)).toContainText("Ask about the invoice");
  await company.simulator.write(pageId, person, { text: "Still there?" });
  await expect(log(page)).toContainText("Still there?");
  const thread = await mei.api.get<Thread>(`/threads/${id}`);
  expect(thread).toMatchObject({ status: "snoozed", wakesOnReply: false });
});

test("a conversation is back from its snooze with a mark and the note, until it is answered", async ({
  openTab,
}) => {
  const { id, person } = await comes("Bea Return");
  const page = await openDesk(openTab, company, mei);
  const back = rowOf(page, "Bea Return").getByText("Back", { exact: true });
  await openThread(page, "Bea Return");
  await press(page, "s");
  const snooze = page.getByRole("dialog", { name: "Snooze until" });
  await snooze
    .getByRole("textbox", { name: /Note for when it’s back/ })
    .fill("Ask about the invoice");
  await snooze.getByRole("combobox").fill("in 2 h");
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await mei.api.get<Thread>(`/threads/${id}`)).status)
    .toBe("snoozed");
  await company.simulator.write(pageId, person, { text: "I am here" });
  await expect(back).toBeVisible();
  await page.reload();
  await openThread(page, "Bea Return");
  const note = page.getByRole("article", {
    name: "Your note for when this is back",
  });
  await expect(note).toContainText("Ask about the invoice");
  await expect(log(page)).toContainText("Back from snooze: the customer wrote");
  await expectAccessible(page);
  await page.setViewportSize(NARROW);
  await expect(note).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 720 });
  await say(page, "Hello Bea");
  await expect(note).toHaveCount(0);
  await expect(back).toHaveCount(0);
});

test("pages that are not there, or not for one’s role, are told in the console’s frame", async ({
  openTab,
}) => {
  const { id } = await comes("Otto Other");
  const { number } = await mei.api.get<Thread>(`/threads/${id}`);
  const ben = await company.colleague("Ben");
  const page = await openTab({ expected: /404/ });
  await bringSession(page, company.app.url, ben);
  const rail = page.getByRole("navigation", { name: "Main menu" });
  for (const [path, words] of [
    ["/no-such-page", "Page not found"],
    ["/inbox/a/b", "Page not found"],
    [`/c/${number}`, "This conversation can’t be opened"],
    ["/c/999999", "This conversation can’t be opened"],
    ["/board", "Only supervisors, admins, and owners can open it"],
  ] as const) {
    await page.goto(`${company.app.url}${path}`);
    await expect(page.getByText(words)).toBeVisible();
    await expect(rail).toBeVisible();
    await expect(page.getByText("Otto Other")).toHaveCount(0);
    await expectAccessible(page);
  }
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
});

test("a canned reply, a macro and a rule are duplicated, and the hours of reopening have an example", async ({
  openTab,
}) => {
  await company.owner.api.post("/canned-replies", {
    shortcut: "hours",
    title: "Our hours",
    category: "Times",
    scope: "everybody",
    bodies: { "*": "We are here from nine to five." },
    attachmentIds: [],
  });
  await company.owner.api.post("/macros", {
    name: "Thanks",
    scope: "everybody",
    steps: [{ type: "close", outcome: null }],
  });
  const page = await openTab();
  await bringSession(page, company.app.url, sue);
  await page.goto(`${company.app.url}/settings/canned-replies`);
  await page.getByRole("button", { name: "Duplicate Our hours" }).click();
  const form = page.getByRole("dialog");
  await expect(form.getByLabel("Title")).toHaveValue("Our hours (copy)");
  await expect(form).toContainText("We are here from nine to five.");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toHaveCount(0);
  const replies = await sue.api.get<{ items: CannedReply[] }>(
    "/canned-replies?limit=50",
  );
  expect(replies.items.map(({ shortcut }) => shortcut).sort()).toEqual([
    "hours",
    "hours-2",
  ]);

  await page.goto(`${company.app.url}/settings/macros`);
  await page.getByRole("button", { name: "Duplicate Thanks" }).click();
  await expect(form.getByLabel("Name")).toHaveValue("Thanks (copy)");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(
    page.getByRole("button", { name: "Edit Thanks (copy)" }),
  ).toBeVisible();
  await expectAccessible(page);

  const { id } = company.channel;
  const to = { type: "queue" as const, id: queueId };
  const when = { message: ["refund*"] };
  await company.owner.api.patch(`/channels/${id}`, {
    route: {
      rules: [{ name: "Refunds", enabled: true, when, during: "open", to }],
    },
  });
  await page.goto(`${company.app.url}/settings/channels/${id}`);
  await page.getByRole("button", { name: "Duplicate Refunds" }).click();
  await expect(form.getByLabel("Name")).toHaveValue("Refunds (copy)");
  await form.getByRole("button", { name: "Apply" }).click();
  await expect(form).toHaveCount(0);
  await page.getByText("Capacity and reopening").click();
  await expect(
    page.getByText("If the customer writes by Tue 10:00 AM"),
  ).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () =>
      (await company.owner.api.get<Channel>(`/channels/${id}`)).route.rules.map(
        ({ name }) => name,
      ),
    )
    .toEqual(["Refunds", "Refunds (copy)"]);
});
