import type { Thread } from "#contract/threads/thread.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { log, openDesk, openThread, press, rowOf } from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { arrive, clearDesks, openTeam, takenBy } from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** Priorities and saved views, and one act on many conversations. */

const PAGE_ID = PAGES[0].pageId;
const NARROW = { width: 360, height: 740 };

let company: TestCompany;
let mei: Colleague;
let gus: Colleague;

test.beforeAll(async ({ postgres }) => {
  ({ company, mei, gus } = await openTeam({ postgres }));
});
test.beforeEach(() => clearDesks(company, [mei, gus]));
test.afterAll(() => company.close());

test("priority, a saved view with its count, and one act on many conversations", async ({
  openTab,
}) => {
  const vera = await takenBy(company, mei, "Vera View");
  const pia = await takenBy(company, mei, "Pia Pick");
  const page = await openDesk(openTab, company, mei);
  await openThread(page, "Vera View");
  await press(page, "p");
  await page.getByRole("menuitemradio", { name: "Urgent" }).click();
  await expect(rowOf(page, "Vera View")).toContainText("Urgent");
  await expect(log(page)).toContainText("You set the priority to urgent");

  await page.getByRole("button", { name: "Filter and sort" }).click();
  await page.getByRole("menuitem", { name: "Priority" }).click();
  await page.getByRole("menuitemradio", { name: "Urgent" }).click();
  await expect(rowOf(page, "Pia Pick")).toHaveCount(0);
  await page.getByRole("button", { name: "Save as view" }).click();
  const form = page.getByRole("dialog", { name: "Save as view" });
  await form.getByLabel("Name").fill("Burning");
  await expectAccessible(page);
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toHaveCount(0);
  await page.getByRole("button", { name: "Burning Choose a view" }).click();
  const views = page.getByRole("dialog", { name: "Views" });
  await expect(
    views.getByRole("button", { name: "Burning 1 conversation" }),
  ).toBeVisible();
  await expectAccessible(page);
  // Another device changes it, and the open list of views follows.
  await mei.api.patch(`/threads/${pia.id}`, { priority: "urgent" });
  await expect(
    views.getByRole("button", { name: "Burning 2 conversations" }),
  ).toBeVisible();
  await views.getByRole("button", { name: /^All/ }).click();

  await page.getByRole("checkbox", { name: "Select Vera View" }).check();
  await page.getByRole("checkbox", { name: "Select Pia Pick" }).check();
  const bar = page.getByRole("toolbar", { name: "Selected conversations" });
  await expect(bar).toContainText("2 selected");
  await expectAccessible(page);
  // The keys act on both, also while the box that was ticked has the focus.
  await page.keyboard.press("s");
  const snooze = page.getByRole("dialog", { name: "Snooze until" });
  await expect(snooze).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(snooze).toHaveCount(0);
  await expect(bar).toContainText("2 selected");
  await bar.getByRole("button", { name: "Close", exact: true }).click();
  await expect(rowOf(page, "Pia Pick")).toHaveCount(0);
  await expect(bar).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rowOf(page, "Pia Pick")).toBeVisible();
  await expect(rowOf(page, "Vera View")).toBeVisible();

  // A conversation without an owner cannot be returned: a message says so, and the other conversation is returned.
  await mei.api.post(`/threads/${pia.id}/release`);
  await page.getByRole("checkbox", { name: "Select Vera View" }).check();
  await page.getByRole("checkbox", { name: "Select Pia Pick" }).check();
  await bar.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Return" }).click();
  await page
    .getByRole("alertdialog", { name: "Return 2 conversations to the queue?" })
    .getByRole("button", { name: "Return to queue" })
    .click();
  const refused = page.getByRole("dialog", {
    name: "1 conversation wasn’t changed",
  });
  await expect(refused).toContainText("Pia Pick");
  await expectAccessible(page);
  await refused.getByRole("button", { name: "Close" }).first().click();
  await expect(bar).toContainText("1 selected");
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  expect((await mei.api.get<Thread>(`/threads/${vera.id}`)).owner).toBeNull();

  // A conversation that is to be read again leaves the screen, and is unread in the list.
  for (const { id } of [vera, pia]) await mei.api.post(`/threads/${id}/take`);
  // The request that marks it read is still on its way then, and must not come last.
  const { promise: isPressed, resolve: pressed } =
    Promise.withResolvers<void>();
  await page.route(`**/threads/${pia.id}/read`, async (route) => {
    await isPressed;
    await route.continue();
  });
  await openThread(page, "Pia Pick");
  await expect(rowOf(page, "Pia Pick")).not.toContainText("unread");
  await press(page, "u");
  await expect(log(page)).toHaveCount(0);
  pressed();
  await expect(rowOf(page, "Pia Pick")).toContainText("1 unread message");

  // A transfer of many asks where to, with one note for all. Gus is there to be asked.
  await openDesk(openTab, company, gus);
  await gus.api.patch("/me/presence", { presence: "available" });
  await page.getByRole("checkbox", { name: "Select Vera View" }).check();
  await page.keyboard.press("Control+a");
  await expect(bar.getByRole("button", { name: "Select all" })).toHaveCount(0);
  await expect(
    page.getByRole("checkbox", { name: /^Select /, checked: false }),
  ).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Select Vera View" }).check();
  await page.getByRole("checkbox", { name: "Select Pia Pick" }).check();
  await page.keyboard.press("x");
  const transfer = page.getByRole("dialog", {
    name: "Transfer 2 conversations",
  });
  await transfer.getByRole("radio", { name: /^Gus/ }).click();
  await expect(
    transfer.getByText("They stay with you until they accept."),
  ).toBeVisible();
  await transfer.getByRole("textbox", { name: "Note" }).fill("I go home now");
  await expectAccessible(page);
  await transfer.getByRole("button", { name: "Ask Gus" }).click();
  await expect(transfer).toHaveCount(0);
  await expect(bar).toHaveCount(0);
  for (const { id } of [vera, pia]) {
    const thread = await mei.api.get<Thread>(`/threads/${id}`);
    expect(thread.pendingTransfer?.to.name).toBe("Gus");
  }

  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
});

test("take and no reply needed act on all that are selected, and can be undone", async ({
  openTab,
}) => {
  const names = ["Theo Take", "Wanda Wait"];
  const ids: string[] = [];
  for (const name of names) {
    const { id } = await takenBy(company, mei, name);
    await mei.api.post(`/threads/${id}/release`);
    ids.push(id);
  }
  const page = await openDesk(openTab, company, mei);
  const owners = () =>
    Promise.all(
      ids.map(
        async (id) => (await mei.api.get<Thread>(`/threads/${id}`)).owner?.id,
      ),
    );
  const bar = page.getByRole("toolbar", { name: "Selected conversations" });
  const pickBoth = async () => {
    for (const name of names)
      await page.getByRole("checkbox", { name: `Select ${name}` }).check();
    await expect(bar).toContainText("2 selected");
  };
  await pickBoth();
  await page.keyboard.press("t");
  await expect(page.getByText("2 conversations changed")).toBeVisible();
  expect(await owners()).toEqual([mei.id, mei.id]);
  await page.keyboard.press("z");
  await expect.poll(owners).toEqual([undefined, undefined]);

  for (const id of ids) await mei.api.post(`/threads/${id}/take`);
  await pickBoth();
  await page.keyboard.press("w");
  for (const name of names)
    await expect(rowOf(page, name)).not.toContainText("Waiting");
  await page.keyboard.press("z");
  for (const name of names)
    await expect(rowOf(page, name)).toContainText("Waiting");

  // One of them has no owner: it says so, and stays selected.
  await mei.api.post(`/threads/${ids[0]}/release`);
  await pickBoth();
  await bar.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "No reply needed" }).click();
  const refused = page.getByRole("dialog", {
    name: "1 conversation wasn’t changed",
  });
  await expect(refused).toContainText("Theo Take");
  await expectAccessible(page);
});

test("many at once: how far it is, stopped on the way, taken back; a lost connection keeps the others selected", async ({
  openTab,
}) => {
  const COUNT = 45;
  const queue = await company.queue([mei], { strategy: "manual" });
  await company.route(company.channel, "queue", queue.id);
  const { personId, psids } = await company.simulator.person("Many Late");
  await company.simulator.write(PAGE_ID, personId, { text: "Hello" });
  const { id: lateId } = await company.threadOf(psids[PAGE_ID] ?? "");
  for (let n = 1; n < COUNT; n++) await arrive(company, `Many ${n}`);
  const page = await openDesk(openTab, company, mei, {
    expected: /ERR_FAILED/,
  });
  const urgent = async () =>
    (await mei.api.all<Thread>("/threads")).filter(
      ({ priority, customer }) =>
        priority === "urgent" && customer.name?.startsWith("Many"),
    ).length;
  const bar = page.getByRole("toolbar", { name: "Selected conversations" });
  const progress = page.getByRole("progressbar", {
    name: "Changing the selected conversations",
  });
  const setPriority = async (name: string) => {
    await bar.getByRole("button", { name: "Priority" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  let requests = 0;
  /** The second portion waits until what is returned is called. */
  const hold = async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    requests = 0;
    await page.route("**/threads/bulk", async (route) => {
      requests += 1;
      if (requests === 2) await held;
      await route.continue();
    });
    return letGo;
  };
  const letGo = await hold();

  await rowOf(page, "Many 44").hover();
  await page.getByRole("checkbox", { name: "Select Many 44" }).check();
  await expect(bar).toContainText("1 selected");
  await page.keyboard.press("Control+a");
  await expect(bar).toContainText(`${COUNT} selected`);
  await setPriority("Urgent");
  await expect(progress).toHaveAttribute("aria-valuetext", "20 of 45");
  await expectAccessible(page);
  await page.setViewportSize(NARROW);
  await expect(page.getByText("20 of 45")).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.keyboard.press("Escape");
  letGo();
  await expect(
    page.getByText("40 conversations changed. 5 left, still selected."),
  ).toBeVisible();
  expect(await urgent()).toBe(40);
  await expect(bar).toContainText("5 selected");
  await page.unroute("**/threads/bulk");
  await page.keyboard.press("z");
  await expect.poll(urgent).toBe(0);

  // The connection is lost after the first portion.
  requests = 0;
  await page.route("**/threads/bulk", async (route) => {
    requests += 1;
    if (requests === 2) await route.abort();
    else await route.continue();
  });
  await page.keyboard.press("Control+a");
  await expect(bar).toContainText(`${COUNT} selected`);
  await setPriority("Urgent");
  await expect(
    page.getByText("20 conversations changed. 25 left, still selected."),
  ).toBeVisible();
  await expect(bar).toContainText("25 selected");
  expect(await urgent()).toBe(20);
  await setPriority("Urgent");
  await expect.poll(urgent).toBe(COUNT);
  await page.unroute("**/threads/bulk");

  // The conversation of a customer who writes during the act stays open.
  const opened = await hold();
  await page.getByRole("checkbox", { name: "Select Many 44" }).check();
  await expect(bar).toContainText("1 selected");
  await page.keyboard.press("Control+a");
  await expect(bar).toContainText(`${COUNT} selected`);
  await bar.getByRole("button", { name: "Close", exact: true }).click();
  await expect(progress).toHaveAttribute("aria-valuetext", "20 of 45");
  await company.simulator.write(PAGE_ID, personId, { text: "One more thing" });
  await expect(rowOf(page, "Many Late")).toContainText("One more thing");
  opened();
  const refused = page.getByRole("dialog", {
    name: "1 conversation wasn’t changed",
  });
  await expect(refused).toContainText("Many Late");
  const late = await mei.api.get<Thread>(`/threads/${lateId}`);
  expect(late.status).not.toBe("closed");
});
