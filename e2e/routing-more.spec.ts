import type { Page } from "@playwright/test";
import type { Thread } from "#contract/threads/thread.ts";
import { bringSession, lamp, log, openMessenger } from "./harness/desk.ts";
import { expectAccessible } from "./harness/axe.ts";
import { choose } from "./harness/form.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { arrive, ringIn, threadNamed } from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import type { Person } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";
import { until } from "./harness/until.ts";

/** Automatic messages of routing to customers, and a supervisor's trial of changes before they apply. */

const pageId = PAGES[0].pageId;
const WIDE = { width: 1366, height: 860 };
const SOON = { timeout: 30_000 };

let company: TestCompany;
let sue: Colleague;
let mei: Colleague;
let ben: Colleague;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  sue = await company.colleague("Sue", "supervisor");
  mei = await company.colleague("Mei");
  ben = await company.colleague("Ben");
});
test.afterAll(() => company.close());

async function at(page: Page, path: string): Promise<void> {
  await bringSession(page, company.app.url, sue);
  await page.goto(company.app.url + path);
  await expect(lamp(page)).toHaveText("Live");
}

/** A customer at their Messenger. */
async function write(customer: Page, text: string): Promise<void> {
  const field = customer.getByRole("textbox").first();
  await field.fill(text);
  await field.press("Enter");
}

test("a text by language reaches the customer who speaks it", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "manual" });
  const person = await company.simulator.control<Person>("POST", "/people", {
    name: "林曉雨",
    locale: "zh_TW",
  });
  await company.simulator.write(pageId, person.personId, { text: "你好" });
  const thread = await threadNamed(company, "林曉雨");
  expect(thread.customer.locale).toBe("zh_TW");
  await company.owner.api.post(`/threads/${thread.id}/close`);

  const page = await openTab({ viewport: WIDE });
  await at(page, `/settings/channels/${company.channel.id}`);
  await page.getByText("Automatic messages").click();
  for (const [language, text] of [
    ["All other languages", "We are closed."],
    ["Chinese (Taiwan)", "我們已打烊，明天九點見。"],
  ] as const) {
    await page
      .getByRole("combobox", { name: "Closed: Add a language" })
      .click();
    await page.getByRole("option", { name: language, exact: true }).click();
    await page.getByLabel(`Closed: ${language}`).fill(text);
  }
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    route: {
      hours: {
        timeZone: "Etc/UTC",
        week: [],
        breaks: [],
        holidays: [],
        override: null,
      },
    },
  });

  const customer = await openTab();
  await openMessenger(customer, company, pageId, person.personId);
  await write(customer, "還在嗎？");
  await expect(log(customer)).toContainText("我們已打烊，明天九點見。", SOON);
  await expect(log(customer)).not.toContainText("We are closed.");
  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    route: { hours: null, texts: {} },
  });
});

test("whoever fills in a form in the chat goes where that form's rule says, and waits for an answer", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "manual", name: "Everything else" });
  const quotes = await company.queue([ben], {
    name: "Quotes",
    strategy: "manual",
  });
  const page = await openTab({ viewport: WIDE });
  await at(page, `/settings/channels/${company.channel.id}`);
  await page.getByRole("button", { name: "Add a rule" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a rule" });
  await dialog.getByLabel("Name").fill("Asks for a quote");
  await choose(
    page,
    dialog.getByLabel("Add a condition"),
    "Filled out form (ID)",
  );
  await dialog
    .getByRole("textbox", { name: "Filled out form (ID)" })
    .fill("5566, 5577");
  await dialog.getByLabel("Send to").click();
  await page.getByRole("option", { name: "Quotes", exact: true }).click();
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("list", { name: "Routing rules" })).toContainText(
    "form 5566 or 5577",
  );
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  // The form lies in a chat that was dealt with.
  const fill = async (name: string, formId: string) => {
    const { personId } = await company.simulator.person(name);
    await company.simulator.write(pageId, personId, { text: "Hello" });
    const { id } = await threadNamed(company, name);
    await company.owner.api.post(`/threads/${id}/close`);
    await company.simulator.control(
      "POST",
      `/chats/${pageId}/${personId}/form`,
      {
        formId,
      },
    );
    return until(`${name}'s form`, async () => {
      const thread = await sue.api.get<Thread>(`/threads/${id}`);
      return thread.status === "waiting" ? thread : undefined;
    });
  };
  const asked = await fill("Fiona Form", "5577");
  expect(asked.routedTo).toEqual({ type: "queue", id: quotes.id });
  expect(asked.waitingSince).not.toBeNull();
  const other = await fill("Otto Other", "9999");
  expect(other.routedTo?.id).not.toBe(quotes.id);

  await at(page, "/settings/what-if");
  await page.getByLabel("Form ID").fill("5566");
  await page.getByRole("button", { name: "Run test" }).click();
  await expect(page.getByRole("region", { name: "Result" })).toContainText(
    "Asks for a quote · matches",
  );
  await page.goto(`${company.app.url}/inbox/${asked.id}`);
  await expect(log(page)).toContainText("The customer filled out a form");
  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    route: { rules: [] },
  });
});

test("a rule by language holds for somebody's very first message", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "manual", name: "English desk" });
  const chinese = await company.queue([ben], {
    name: "中文客服",
    strategy: "ring_all",
  });
  const to = { type: "queue", id: chinese.id };
  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    route: { rules: [{ name: "中文", when: { language: ["zh"] }, to }] },
  });
  const person = await company.simulator.control<Person>("POST", "/people", {
    name: "陳小明",
    locale: "zh_TW",
  });
  await company.simulator.write(pageId, person.personId, { text: "您好" });
  const { id } = await threadNamed(company, "陳小明");
  await expect
    .poll(async () => (await sue.api.get<Thread>(`/threads/${id}`)).routedTo)
    .toEqual(to);
  const page = await openTab({ viewport: WIDE });
  await at(page, `/inbox/${id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Why here?" }).click();
  const why = page.getByRole("dialog", { name: "Why here?" });
  await expect(why).toContainText("Waiting for the customer’s language");
  await expect(why).toContainText("Matched rule 1, “中文”.");
  await expectAccessible(page);
  await company.owner.api.patch(`/channels/${company.channel.id}`, {
    route: { rules: [] },
  });
});

test("what a paused queue says reaches the customer", async ({ openTab }) => {
  const queue = await ringIn(company, [mei], {
    strategy: "ring_all",
    name: "Kettles",
  });
  const page = await openTab({ viewport: WIDE });
  await at(page, "/board");
  await page.getByRole("button", { name: "Actions for Kettles" }).click();
  await page.getByRole("menuitem", { name: "Pause…" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause Kettles" });
  await dialog
    .getByLabel(/Message to customers/)
    .fill("Back in ten minutes, promised.");
  await dialog.getByRole("button", { name: "Pause" }).click();
  await expect(dialog).toBeHidden();

  const customer = await openTab();
  const { personId } = await company.simulator.person("Paul Pause");
  await openMessenger(customer, company, pageId, personId);
  await write(customer, "My kettle leaks");
  await expect(log(customer)).toContainText(
    "Back in ten minutes, promised.",
    SOON,
  );
  await company.owner.api.post(`/queues/${queue.id}/resume`);
});

test("pretended presence changes the way that What if foretells", async ({
  openTab,
}) => {
  const evening = await company.queue([ben], {
    name: "Evening desk",
    strategy: "ring_all",
  });
  await ringIn(company, [mei], {
    strategy: "ring_all",
    name: "Day desk",
    overflow: { type: "queue", id: evening.id },
  });
  const page = await openTab({ viewport: WIDE });
  await at(page, "/settings/what-if");
  await page.getByText("Assume these statuses").click();
  const as = async (name: string, presence: string) => {
    await page.getByRole("combobox", { name, exact: true }).click();
    await page.getByRole("option", { name: presence, exact: true }).click();
  };
  const answer = page.getByRole("region", { name: "Result" });
  const ask = () => page.getByRole("button", { name: "Run test" }).click();
  await as("Mei", "Available");
  await ask();
  await expect(answer).toContainText("Rings for Mei.");
  await as("Mei", "Away");
  await ask();
  await expect(answer).not.toContainText("Rings for Mei.");
  await expect(answer).toContainText("No one is available, so it waits.");
  await mei.api.patch(`/me/queues/${(await dayDesk()).id}`, {
    loggedIn: false,
  });
  await as("Ben", "Available");
  await ask();
  await expect(answer).toContainText("Day desk · no one is logged in");
  await expect(answer).toContainText("Rings for Ben.");
});

async function dayDesk(): Promise<{ id: string }> {
  const queues = await sue.api.all<{ id: string; name: string }>("/queues");
  const found = queues.find(({ name }) => name === "Day desk");
  if (!found) throw new Error("There is no Day desk.");
  return found;
}

test("dropped onto somebody offline, the board asks in words before it moves", async ({
  openTab,
}) => {
  const queue = await ringIn(company, [mei], {
    strategy: "manual",
    name: "Droppings",
  });
  const thread = await arrive(company, "Dario Drop", "Hello");
  await ben.api.patch("/me/presence", { presence: "offline" });
  const page = await openTab({ viewport: WIDE });
  await at(page, "/board");
  await page
    .getByRole("button", { name: `Show ${queue.name}’s conversations` })
    .click();
  const panel = page.getByRole("region", {
    name: `${queue.name}’s conversations`,
  });
  await panel
    .getByRole("listitem")
    .filter({ hasText: "Dario Drop" })
    .dragTo(
      page
        .getByRole("list", { name: "People" })
        .getByRole("listitem")
        .filter({ hasText: "Ben" }),
    );
  const dialog = page.getByRole("dialog", { name: "Move a conversation" });
  await expect(dialog).toContainText(/Ben is offline/);
  const owner = async () =>
    (await sue.api.get<Thread>(`/threads/${thread.id}`)).owner?.name ?? null;
  expect(await owner()).toBeNull();
  await dialog.getByRole("button", { name: "Move anyway" }).click();
  await expect.poll(owner, SOON).toBe("Ben");
});
