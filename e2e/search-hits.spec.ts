import { expectAccessible } from "./harness/axe.ts";
import { startCompany, type TestCompany } from "./harness/company.ts";
import { sitDown } from "./harness/desk.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** A row of the inbox's search shows the message that was found, and opens there. */

const pageId = PAGES[0].pageId;
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  test.setTimeout(180_000);
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

test("the row has the found text marked, in Chinese and without accents, and opens at that message", async ({
  openTab,
}) => {
  const { personId, psids } = await company.simulator.person("Ling Found");
  const say = (text: string) =>
    company.simulator.write(pageId, personId, { text });
  await say("請問烏龍茶還有嗎？");
  await say("And a crème brûlée, please");
  const thread = await company.threadOf(psids[pageId] ?? "");
  for (let n = 1; n <= 30; n += 1)
    await company.owner.api.post(`/threads/${thread.id}/messages`, {
      kind: "note",
      text: `Line ${n}`,
      clientId: `line-${n}`,
    });

  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  const search = page.getByRole("searchbox", { name: "Search conversations" });
  const row = page
    .getByRole("list", { name: "Search conversations" })
    .getByRole("link");
  for (const [q, marked] of [
    ["creme brulee", "crème brûlée"],
    ["烏龍", "烏龍"],
  ] as const) {
    await search.fill(q);
    await expect(row).toHaveCount(1);
    await expect(row.locator("mark")).toHaveText(marked);
  }
  await expectAccessible(page);
  await row.click();
  await expect(page).toHaveURL(/\/inbox\/[0-9a-f-]+\?message=[0-9a-f-]+$/);
  await expect(
    page.getByRole("log").getByText("請問烏龍茶還有嗎？"),
  ).toBeInViewport();
});
