import type { LabelRecord } from "#contract/customers/label.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  openDesk,
  openThread,
  press,
  rowOf,
} from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { clearDesks, openTeam, takenBy } from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/** Labels: made, assigned, looked for, renamed and deleted; also on a phone. */

const NARROW = { width: 360, height: 740 };

let company: TestCompany;
let mei: Colleague;
let gus: Colleague;
let sue: Colleague;

test.beforeAll(async ({ postgres }) => {
  ({ company, mei, gus, sue } = await openTeam({ postgres }));
});
test.beforeEach(() => clearDesks(company, [mei, gus]));
test.afterAll(() => company.close());

test("labels: made, worn, looked for, renamed and deleted", async ({
  openTab,
}) => {
  await takenBy(company, mei, "Lena Label");
  await takenBy(company, mei, "Otto Other");
  const page = await openTab();
  await bringSession(page, company.app.url, sue);
  await page.goto(`${company.app.url}/settings/labels`);
  await page.getByRole("button", { name: "New label" }).first().click();
  const form = page.getByRole("dialog", { name: "New label" });
  await form.getByLabel("Name").fill("Refund");
  await form.getByText("Red", { exact: true }).click();
  await form.getByLabel("Description").fill("Money goes back");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Save" }).click();
  const labels = page.getByRole("list", { name: "Labels" });
  await expect(labels).toContainText("Money goes back");

  const meisDesk = await openDesk(openTab, company, mei);
  await openThread(meisDesk, "Lena Label");
  await press(meisDesk, "l");
  const dialog = meisDesk.getByRole("dialog", {
    name: "Conversation labels",
  });
  await dialog.getByRole("checkbox", { name: "Refund" }).check();
  await expectAccessible(meisDesk);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toContainText("Refund");
  await expect(meisDesk.getByText("Labels changed")).toBeVisible();
  await meisDesk.keyboard.press("z");
  await expect(rowOf(meisDesk, "Lena Label")).not.toContainText("Refund");
  await press(meisDesk, "l");
  await dialog.getByRole("checkbox", { name: "Refund" }).check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toContainText("Refund");

  await meisDesk.getByRole("button", { name: "Filter and sort" }).click();
  await meisDesk.getByRole("menuitem", { name: "Label" }).click();
  await meisDesk.getByRole("menuitemradio", { name: "Refund" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toBeVisible();
  await expect(rowOf(meisDesk, "Otto Other")).toHaveCount(0);

  await page.getByRole("button", { name: "Edit Refund" }).click();
  const edit = page.getByRole("dialog", { name: "Edit label" });
  await edit.getByLabel("Name").fill("Money back");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).toContainText("Money back");
  await meisDesk
    .getByRole("button", { name: "Remove filter: Money back" })
    .click();
  await expect(rowOf(meisDesk, "Otto Other")).toBeVisible();

  await page.getByRole("button", { name: "Delete Money back" }).click();
  const ask = page.getByRole("alertdialog");
  await expect(ask).toContainText(
    "removed from 1 conversation and 0 customers",
  );
  await ask.getByRole("button", { name: "Delete" }).click();
  await expect(rowOf(meisDesk, "Lena Label")).not.toContainText("Money back");
  expect(await sue.api.all<LabelRecord>("/labels")).toEqual([]);
});

test("all of it fits a phone, in the dark", async ({ openTab }) => {
  const thread = await takenBy(company, mei, "Tiny Phone");
  await sue.api.post("/labels", { name: "A label with a rather long name" });
  const [label] = await sue.api.all<LabelRecord>("/labels");
  await mei.api.post(`/threads/${thread.id}/labels`, { labelId: label?.id });
  await mei.api.post(`/threads/${thread.id}/participants`, {
    agentId: gus.id,
  });
  const page = await openTab({
    viewport: NARROW,
    hasTouch: true,
    isMobile: true,
    colorScheme: "dark",
  });
  await bringSession(page, company.app.url, sue);
  await page.goto(`${company.app.url}/settings/labels`);
  await expect(page.getByText("A label with a rather long name")).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.goto(`${company.app.url}/inbox/${thread.id}`);
  await page.getByRole("button", { name: "More actions" }).tap();
  await page.getByRole("menuitem", { name: "Add people" }).tap();
  await expect(page.getByRole("dialog")).toContainText("Gus");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
