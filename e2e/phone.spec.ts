import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { openThread, sitDown } from "./harness/desk.ts";
import { expectSound } from "./harness/layout.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** A phone has no room for everything at once. */

const PHONE = { width: 360, height: 740 };
const { pageId } = PAGES[0];
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("a long reply leaves every button of the composer in sight", async ({
  openTab,
}) => {
  const { personId, psids } = await company.simulator.person("Lena Long");
  await company.simulator.write(pageId, personId, { text: "Hello?" });
  await company.threadOf(psids[pageId] ?? "");
  const page = await openTab({ viewport: PHONE });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Lena Long");
  const field = page.getByRole("textbox", { name: "Message" });
  await field.fill("Many words. ".repeat(200));
  await expect(
    page.getByText("/ 2000", { exact: false }).first(),
  ).toBeVisible();
  await expectSound(page, "a long reply");
  // Shown in two parts, it is at its tallest.
  await page
    .locator("textarea ~ div button[aria-expanded]:not([aria-haspopup])")
    .click();
  await expect(
    page.getByRole("button", { name: "Send", exact: true }),
  ).toBeInViewport({ ratio: 1 });
});

test("a notice lies over no button of an open dialog", async ({ openTab }) => {
  const { app, owner } = company;
  const nora = await company.colleague("Nora");
  const page = await openTab({ viewport: PHONE });
  await sitDown(page, app.url, nora, "/settings/canned-replies");
  await page.getByRole("button", { name: "New canned reply" }).click();
  const save = page
    .getByRole("dialog")
    .getByRole("button", { name: "Save", exact: true });
  await expect(save).toBeVisible();
  await nora.api.patch("/me/presence", { presence: "away" });
  await owner.api.patch(`/agents/${nora.id}/presence`, {
    presence: "available",
    reason: "Team meeting",
  });
  const notice = page
    .locator("[data-sonner-toast]")
    .filter({ hasText: "Team meeting" });
  await expect(notice).toBeVisible();
  await expect
    .poll(async () => {
      const over = await notice.boundingBox();
      const button = await save.boundingBox();
      return over && button && over.y + over.height < button.y;
    })
    .toBe(true);
});
