import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  bubble,
  lamp,
  openThread,
  sitDown,
} from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { arrive } from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** A queue that tells those who wait their place: set by a supervisor, read by the customer. */

const pageId = PAGES[0].pageId;
const NARROW = { width: 360, height: 740 };
let company: TestCompany;
let sue: Colleague;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  sue = await company.colleague("Sue", "supervisor");
});
test.afterAll(() => company.close());

test("switched on with words in two languages, the customer reads their place, once", async ({
  openTab,
}) => {
  const queue = await company.queue([], { name: "Patience" });
  await company.route(company.channel, "queue", queue.id);
  const page = await openTab();
  await bringSession(page, company.app.url, sue);
  await page.goto(`${company.app.url}/settings/queues/${queue.id}`);
  await expect(lamp(page)).toHaveText("Live");
  const card = page.locator("section", {
    has: page.getByRole("heading", { name: "Messages while waiting" }),
  });
  await card
    .getByRole("switch", { name: "Tell customers their place in the queue" })
    .click();
  const add = async (language: string, text: string) => {
    await card.getByRole("combobox", { name: /^Message/ }).click();
    await page.getByRole("option", { name: language, exact: true }).click();
    const field = card.getByRole("textbox", { name: new RegExp(language) });
    await field.click();
    // Key by key: the field must not be taken away from under somebody who types.
    await page.keyboard.type(text);
    await expect(field).toHaveValue(text);
  };
  await add(
    "All other languages",
    "You are number {position}. About {wait} minutes. Bear with us.",
  );
  await add("Japanese", "{position}番目です。");
  await expectAccessible(page);
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(card.getByRole("textbox", { name: /Japanese/ })).toHaveValue(
    "{position}番目です。",
  );

  const texts = async (personId: string) =>
    (await company.simulator.chat(pageId, personId)).messages.map(
      ({ text }) => text,
    );
  await arrive(company, "Ada First", "Hello");
  const { personId } = await company.simulator.person("Bea Second");
  await company.simulator.write(pageId, personId, { text: "Hello as well" });
  await expect
    .poll(() => texts(personId))
    .toContain("You are number 2. Bear with us.");
  await company.simulator.write(pageId, personId, { text: "Still here" });

  const desk = await openTab();
  await sitDown(desk, company.app.url, sue);
  await openThread(desk, "Bea Second");
  await expect(bubble(desk, "Still here")).toBeVisible();
  await expect(bubble(desk, "You are number 2.")).toHaveCount(1);
});
