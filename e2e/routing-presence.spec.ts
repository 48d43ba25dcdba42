import type { Me } from "#contract/people/me.ts";
import type { Agent } from "#contract/people/agent.ts";
import { expectAccessible } from "./harness/axe.ts";
import { log, openDesk, rowOf } from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import {
  accept,
  arrive,
  card,
  clearDesks,
  openRingingHouse,
  ownerOf,
  ringIn,
  SHORT_SECONDS,
} from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/** Agents who are there and agents who are not: misses, a closed laptop, a status, going home. */

const GRACE_SECONDS = 20; // the shortest a laptop may be closed
let company: TestCompany;
let mei: Colleague;
let ben: Colleague;
let sue: Colleague;

test.beforeAll(async ({ postgres }) => {
  ({ company, mei, ben, sue } = await openRingingHouse({
    postgres,
    env: { PRESENCE_GRACE_SECONDS: String(GRACE_SECONDS) },
  }));
});
test.beforeEach(() => clearDesks(company, [mei, ben]));
test.afterAll(() => company.close());

test("two misses: away, told why, and back with one click", async ({
  openTab,
}) => {
  await ringIn(company, [mei], {
    strategy: "hunt",
    offerSeconds: SHORT_SECONDS,
  });
  const [meis, sues] = [
    await openDesk(openTab, company, mei),
    await openDesk(openTab, company, sue),
  ];
  // Each rings for a few seconds only.
  await arrive(company, "Gina Miss", "One");
  await expect(card(meis, "Gina Miss")).toBeVisible();
  await arrive(company, "Gus Miss", "Two");
  await expect(card(meis, "Gus Miss")).toBeVisible();
  const notice = meis.getByText(/^You missed /);
  await expect(notice).toBeVisible({ timeout: 45_000 });
  await expectAccessible(meis);
  const { presence } = await mei.api.get<Agent>("/me");
  expect(presence).toBe("away");
  await sues.goto(`${company.app.url}/board`);
  await expect(
    sues
      .getByRole("list", { name: "People" })
      .getByRole("listitem")
      .filter({ hasText: "Mei" }),
  ).toContainText("2 missed");
  await sues.goBack();
  await meis.getByRole("button", { name: "Go available" }).click();
  await expect(notice).toHaveCount(0);
  await expect(card(meis, "Gina Miss")).toBeVisible();
  await accept(meis, "Gina Miss");
  await expect(rowOf(sues, "Gina Miss")).toContainText("Mei");
});

test("the owner closes the laptop: back in the queue, the other gets it", async ({
  openTab,
}) => {
  test.setTimeout(150_000);
  await ringIn(company, [mei, ben], {
    strategy: "hunt",
    ownerOffline: "requeue_waiting",
  });
  const meis = await openDesk(openTab, company, mei);
  const bens = await openDesk(openTab, company, ben);
  await arrive(company, "Jana Laptop", "I wait");
  await accept(meis, "Jana Laptop");
  await expect.poll(() => ownerOf(company, "Jana Laptop")).toBe("Mei");
  await meis.context().close();
  // A server that has just started waits a minute for everybody to come back.
  await expect(card(bens, "Jana Laptop")).toBeVisible({ timeout: 100_000 });
  await accept(bens, "Jana Laptop");
  await expect(log(bens)).toContainText(
    "Mei went offline: returned to the queue",
  );
  expect(await ownerOf(company, "Jana Laptop")).toBe("Ben");
});

test("status with a name and an end, log-in per queue, wrap-up, going home", async ({
  openTab,
}) => {
  const queue = await ringIn(company, [mei, ben], {
    strategy: "hunt",
    wrapUpSeconds: 300,
    wrapUpForm: {
      outcome: "required",
      outcomes: ["Sold", "Question answered"],
      note: "optional",
      label: "off",
    },
  });
  const meis = await openDesk(openTab, company, mei);
  const menu = async () => {
    await meis.getByRole("button", { name: /^Mei: status/ }).click();
    await expect(meis.getByRole("menu")).toBeVisible();
  };

  await menu();
  await expectAccessible(meis);
  await meis.getByRole("menuitem", { name: "Set a custom status" }).click();
  const status = meis.getByRole("dialog", { name: "Your status" });
  await status.getByRole("button", { name: "Lunch" }).click();
  await status.getByLabel("Message for teammates").fill("Back at two");
  await status.getByRole("checkbox", { name: queue.name }).check();
  await expectAccessible(meis);
  await status.getByRole("button", { name: "Set status" }).click();
  await expect
    .poll(() => mei.api.get<Agent>("/me"))
    .toMatchObject({
      presence: "away",
      presenceText: "Lunch",
      presenceMessage: "Back at two",
    });
  const ringsStill = async () =>
    (await mei.api.get<Me>("/me")).queues
      .filter(({ keepsRinging }) => keepsRinging)
      .map(({ id }) => id);
  expect(await ringsStill()).toEqual([queue.id]);
  await menu();
  await meis.getByRole("menuitemradio", { name: "Available" }).click();
  await expect.poll(ringsStill).toEqual([]);

  // Set by somebody else: who did it, and why, also after a reload.
  await sue.api.patch(`/agents/${mei.id}/presence`, {
    presence: "away",
    reason: "All to the meeting room",
  });
  const notice = meis
    .getByRole("status")
    .filter({ hasText: "Sue changed your status." });
  await expect(notice).toContainText("All to the meeting room");
  await meis.reload();
  await expect(notice).toContainText("All to the meeting room");
  await notice.getByRole("button", { name: "Go available" }).click();
  await expect(notice).toHaveCount(0);

  await menu();
  const login = meis.getByRole("menuitemcheckbox", { name: queue.name });
  await expect(login).toBeChecked();
  await login.click();
  await expect(login).not.toBeChecked();
  await login.click();
  await expect(login).toBeChecked();
  await expect
    .poll(async () => (await mei.api.get<Me>("/me")).queues)
    .toContainEqual(expect.objectContaining({ id: queue.id, loggedIn: true }));
  await meis.keyboard.press("Escape");

  await arrive(company, "Olga Done", "Thank you");
  await accept(meis, "Olga Done");
  await expect(log(meis)).toContainText("Thank you");
  // The queue asks how it ended: of the key as of the button, and it is all done by keys.
  await meis.getByRole("textbox", { name: "Message" }).press("Escape");
  await meis.keyboard.press("e");
  const ending = meis.getByRole("dialog", { name: "Close conversation" });
  await expect(ending.getByRole("radio", { name: "Sold" })).toBeFocused();
  await meis.keyboard.press("Enter");
  await expect(ending.getByRole("alert")).toHaveText("Choose an outcome.");
  await expectAccessible(meis);
  await meis.keyboard.press("ArrowDown");
  await ending.getByLabel(/^Note/).fill("Wants the invoice by post");
  await ending.getByRole("button", { name: "Close conversation" }).click();
  await expect(ending).toHaveCount(0);
  await expect(log(meis)).toContainText(
    "You closed the conversation: Question answered",
  );
  await expect(log(meis)).toContainText("Wants the invoice by post");
  const wrapUp = meis.getByRole("button", { name: /^End wrap-up/ });
  await expect(wrapUp).toBeVisible();
  await wrapUp.click();
  await expect(wrapUp).toHaveCount(0);

  await arrive(company, "Pia Stays", "And now?");
  await accept(meis, "Pia Stays");
  await expect.poll(() => ownerOf(company, "Pia Stays")).toBe("Mei");
  const bens = await openDesk(openTab, company, ben);
  await menu();
  await meis.getByRole("menuitem", { name: "Sign out" }).click();
  const leaving = meis.getByRole("dialog", { name: "Sign out" });
  await expect(leaving.getByRole("listitem")).toContainText("Pia Stays");
  await expectAccessible(meis);
  // Each is handed over with a note of its own.
  await leaving
    .getByRole("button", { name: "Transfer the conversation with Pia Stays" })
    .click();
  const handing = meis.getByRole("dialog", { name: "Transfer conversation" });
  await handing.getByRole("radio", { name: /Ben/ }).click();
  await handing.getByLabel("Note").fill("Call her before five");
  await handing.getByRole("button", { name: "Ask Ben" }).click();
  await expect(card(bens, "Pia Stays")).toContainText("Call her before five");
  await expect(leaving.getByRole("listitem")).toContainText("Asked Ben");
  await leaving.getByRole("radio", { name: /Return all/ }).click();
  await leaving.getByRole("button", { name: "Sign out" }).click();
  await expect(meis).toHaveURL(/sign-in/);
  await expect.poll(() => ownerOf(company, "Pia Stays")).toBeNull();
  expect((await mei.api.get<Agent>("/me")).presence).toBe("offline");
});
