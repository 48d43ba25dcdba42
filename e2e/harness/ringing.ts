import type { Locator, Page } from "@playwright/test";
import type { Queue } from "#contract/routing/queue.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { openHouse } from "./house.ts";
import type { Colleague, House, HouseInput } from "./house.ts";
import { PAGES } from "./simulator.ts";
import { until } from "./until.ts";

/** What rings on an agent's screen, and how to make it ring. */

const PAGE_ID = PAGES[0].pageId;
/** The shortest a queue may ring. */
export const SHORT_SECONDS = 5;
/** Of two who press at once one is refused; the browser notes it. */
export const LOST_RACE = /409 \(Conflict\)/;

/** A house with two agents and a supervisor, where nobody is preferred and nothing is left to a grace. */
export async function openRingingHouse(input: HouseInput): Promise<{
  house: House;
  mei: Colleague;
  ben: Colleague;
  sue: Colleague;
}> {
  const house = await openHouse(input);
  const mei = await house.colleague("Mei");
  const ben = await house.colleague("Ben");
  const sue = await house.colleague("Sue", "supervisor");
  await house.owner.api.patch("/settings/routing", {
    ownerGraceSeconds: 0,
    transferSeconds: 60,
    lastOwnerHours: 0,
  });
  return { house, mei, ben, sue };
}

/** The card of a customer; gone as soon as it was answered anywhere. */
export function card(page: Page, name: string): Locator {
  return page.getByRole("article", {
    name: `Incoming conversation from ${name}`,
  });
}

export async function accept(page: Page, name: string): Promise<void> {
  await card(page, name).getByRole("button", { name: "Accept" }).click();
}

export async function decline(page: Page, name: string): Promise<void> {
  await card(page, name).getByRole("button", { name: "Decline" }).click();
}

/** The line above the log: whose the thread is, who was asked. */
export function state(page: Page): Locator {
  return page
    .getByRole("region", { name: "Conversation", exact: true })
    .locator("header");
}

/** The thread of this customer as the database has it. */
export async function threadNamed(house: House, name: string): Promise<Thread> {
  return until(`the thread of ${name}`, async () =>
    (await house.owner.api.all<Thread>("/threads")).find(
      ({ customer }) => customer.name === name,
    ),
  );
}

/** The name of whose it is. */
export async function ownerOf(
  house: House,
  name: string,
): Promise<string | null> {
  return (await threadNamed(house, name)).owner?.name ?? null;
}

/** Somebody with this name writes to the page; their thread, once it has the name. */
export async function arrive(
  house: House,
  name: string,
  text = "Hello",
): Promise<Thread> {
  const { personId } = await house.simulator.person(name);
  await house.simulator.write(PAGE_ID, personId, { text });
  return threadNamed(house, name);
}

/** A queue that these agents serve, where the page's new customers go from now on. */
export async function ringIn(
  house: House,
  members: Colleague[],
  more: Partial<Queue> & Pick<Queue, "strategy">,
): Promise<Queue> {
  const queue = await house.queue(members, { offerSeconds: 60, ...more });
  await house.route(house.channel, "queue", queue.id);
  return queue;
}

/** Everything dealt with, everybody ready again: the next story begins with an empty desk. */
export async function clearDesks(
  house: House,
  people: Colleague[],
): Promise<void> {
  for (const { id, status } of await house.owner.api.all<Thread>("/threads")) {
    if (status !== "closed") await house.owner.api.post(`/threads/${id}/close`);
  }
  for (const { api } of people)
    await api.patch("/me/presence", { presence: "available" });
}
