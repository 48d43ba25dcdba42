import { openDesk, openThread, rows } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { expectAccessible } from "./harness/axe.ts";
import { threadNamed } from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** The orders of the inbox: by reply target, and the unread ones first. */

const pageId = PAGES[0].pageId;
let company: TestCompany;
let mei: Colleague;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
  mei = await company.colleague("Mei");
});
test.afterAll(() => company.close());

test("by reply target, and the unread first: live, without a jump of the open one", async ({
  openTab,
}) => {
  const target = (seconds: number) => ({
    firstSeconds: seconds,
    nextSeconds: seconds,
    clock: "wall" as const,
    warnOwnerAt: null,
    warnSupervisorsAt: null,
  });
  const personOf: Record<string, string> = {};
  const comes = async (name: string, seconds: number | null) => {
    const queue = await company.queue([mei], {
      strategy: "manual",
      replyTarget: seconds === null ? null : target(seconds),
    });
    await company.route(company.channel, "queue", queue.id);
    const { personId } = await company.simulator.person(name);
    personOf[name] = personId;
    await company.simulator.write(pageId, personId, { text: `I am ${name}` });
    return threadNamed(company, name);
  };
  await comes("Uma Urgent", 600);
  const carl = await comes("Carl Calm", 7_200);
  const nora = await comes("Nora None", null);
  // Reading a conversation that has no owner leaves it unread.
  for (const { id } of [carl, nora]) await mei.api.post(`/threads/${id}/take`);

  const page = await openDesk(openTab, company, mei);
  const order = async (...names: string[]) => {
    for (const [index, name] of names.entries())
      await expect(rows(page).nth(index)).toContainText(name);
  };
  const sortBy = async (sort: string) => {
    await page.getByRole("button", { name: "Filter and sort" }).click();
    await page.getByRole("menuitemradio", { name: sort }).click();
  };
  await order("Nora None", "Carl Calm", "Uma Urgent");
  await sortBy("Reply target");
  await order("Uma Urgent", "Carl Calm", "Nora None");
  await comes("Rosa Rush", 60);
  await order("Rosa Rush", "Uma Urgent", "Carl Calm", "Nora None");

  await sortBy("Unread first");
  await order("Rosa Rush", "Nora None", "Carl Calm", "Uma Urgent");
  await openThread(page, "Nora None");
  await expect(rows(page).nth(1)).not.toContainText("unread");
  // The open one stays where it was pressed; it moves when another is opened.
  await order("Rosa Rush", "Nora None", "Carl Calm", "Uma Urgent");
  await openThread(page, "Carl Calm");
  await order("Rosa Rush", "Carl Calm", "Uma Urgent", "Nora None");
  await company.simulator.write(pageId, personOf["Nora None"] ?? "", {
    text: "Are you there?",
  });
  await order("Nora None", "Rosa Rush", "Carl Calm", "Uma Urgent");
  // Closed conversations are too many for it: their view has its own order.
  await page.getByRole("button", { name: "All Choose a view" }).click();
  await page
    .getByRole("dialog", { name: "Views" })
    .getByRole("button", { name: /^Closed/ })
    .click();
  await page.getByRole("button", { name: "Filter and sort" }).click();
  await expect(
    page.getByRole("menuitemradio", { name: "Reply target" }),
  ).toBeVisible();
  await expect(
    page.getByRole("menuitemradio", { name: "Unread first" }),
  ).toHaveCount(0);
  await expectAccessible(page);
});
