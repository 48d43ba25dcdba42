import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { startCompany, type TestCompany } from "./harness/company.ts";
import { sitDown } from "./harness/desk.ts";
import { takenBy } from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/** An agent's own figures, and a supervisor's beside the team's. */

let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("an agent reads their own figures; a supervisor has theirs beside the team’s", async ({
  openTab,
}) => {
  const { url } = company.app;
  const mei = await company.colleague("Mei");
  const ben = await company.colleague("Ben");
  const sue = await company.colleague("Sue", "supervisor");
  for (const name of ["Paula Press", "Quinn Quick"]) {
    const { id } = await takenBy(company, mei, name);
    await mei.api.post(`/threads/${id}/close`);
  }
  await takenBy(company, ben, "Rita Rest");
  await takenBy(company, sue, "Sami Still");

  await test.step("the agent, by the menu and without queues and pages", async () => {
    const page = await openTab({ viewport: { width: 1280, height: 800 } });
    await sitDown(page, url, mei);
    const menu = page.getByRole("navigation", { name: "Main menu" });
    await menu.getByRole("link", { name: "Reports" }).press("Enter");
    const own = page.getByRole("list", { name: "Me" });
    await expect(own.getByRole("listitem")).toHaveCount(1);
    await expect(own).toContainText("Mei");
    await expect(page.getByText("These are your own figures.")).toBeVisible();
    await expect(page.getByRole("radio", { name: "Queues" })).toHaveCount(0);
    await expectAccessible(page);
    await own.getByRole("link", { name: /^2\s*Closed/ }).press("Enter");
    await expect(
      page.getByRole("link", { name: /^Paula Press/ }),
    ).toBeVisible();
    await expect(page.getByRole("link", { name: /^Rita Rest/ })).toHaveCount(0);
    // An address for others shows the same.
    await page.goto(`${url}/reports?by=queue`);
    await expect(own).toContainText("Mei");
  });
  await test.step("the agent on a phone", async () => {
    const page = await openTab({ viewport: { width: 360, height: 740 } });
    await sitDown(page, url, mei);
    const menu = page.getByRole("navigation", { name: "Main menu" });
    await menu.getByRole("link", { name: "Reports" }).click();
    await expect(page.getByRole("list", { name: "Me" })).toContainText("Mei");
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
  await test.step("the supervisor", async () => {
    const page = await openTab({ viewport: { width: 1280, height: 800 } });
    await sitDown(page, url, sue, "/reports?by=me");
    const rows = page.getByRole("list", { name: "Me" }).getByRole("listitem");
    await expect(rows).toHaveCount(2);
    await expect(rows.nth(0)).toContainText("1Taken");
    await expect(rows.nth(1)).toContainText("Team (median)");
    await expectAccessible(page);
  });
  await test.step("the owner, who has done nothing, beside the team", async () => {
    const page = await openTab({ viewport: { width: 1280, height: 800 } });
    await sitDown(page, url, company.owner, "/reports?by=me");
    const rows = page.getByRole("list", { name: "Me" }).getByRole("listitem");
    await expect(rows).toHaveCount(2);
    await expect(rows.nth(0)).toContainText("0Taken");
    await expect(rows.nth(1)).toContainText("Team (median)");
  });
});
