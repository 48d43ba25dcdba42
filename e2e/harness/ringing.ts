import type { Locator, Page } from "@playwright/test";
import type { Queue } from "#contract/routing/queue.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { startCompany } from "./company.ts";
import type { Colleague, TestCompany, CompanyInput } from "./company.ts";
import { PAGES } from "./simulator.ts";
import { until } from "./until.ts";

/** The offer cards on an agent's screen, and ways to make an offer ring. */

const PAGE_ID = PAGES[0].pageId;
/** The shortest a queue may ring. */
export const SHORT_SECONDS = 5;
/** The browser's note of the refusal when two press at once. */
export const LOST_RACE = /409 \(Conflict\)/;
/** The browser's note where a page asks once more about what is out of its sight by then. */
export const LOST_SIGHT = /404 \(Not Found\)/;

/** A company with two agents and a supervisor, where nobody is preferred and nothing is left to a grace. */
export async function openRingingHouse(input: CompanyInput): Promise<{
  company: TestCompany;
  mei: Colleague;
  ben: Colleague;
  sue: Colleague;
}> {
  const company = await startCompany(input);
  const mei = await company.colleague("Mei");
  const ben = await company.colleague("Ben");
  const sue = await company.colleague("Sue", "supervisor");
  await company.owner.api.patch("/settings/routing", {
    ownerGraceSeconds: 0,
    transferSeconds: 60,
    lastOwnerHours: 0,
  });
  return { company, mei, ben, sue };
}

/** A company with three agents and a supervisor. */
export async function openTeam(input: CompanyInput): Promise<{
  company: TestCompany;
  mei: Colleague;
  ben: Colleague;
  gus: Colleague;
  sue: Colleague;
}> {
  const company = await startCompany(input);
  const mei = await company.colleague("Mei");
  const ben = await company.colleague("Ben");
  const gus = await company.colleague("Gus");
  const sue = await company.colleague("Sue", "supervisor");
  return { company, mei, ben, gus, sue };
}

/** A conversation that the agent has. */
export async function takenBy(
  company: TestCompany,
  agent: Colleague,
  name: string,
  text = "Hello?",
): Promise<Thread> {
  await ringIn(company, [agent], { strategy: "manual" });
  const thread = await arrive(company, name, text);
  return agent.api.post<Thread>(`/threads/${thread.id}/take`);
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
export async function threadNamed(
  company: TestCompany,
  name: string,
): Promise<Thread> {
  return until(`the thread of ${name}`, async () =>
    (await company.owner.api.all<Thread>("/threads")).find(
      ({ customer }) => customer.name === name,
    ),
  );
}

/** The name of whose it is. */
export async function ownerOf(
  company: TestCompany,
  name: string,
): Promise<string | null> {
  return (await threadNamed(company, name)).owner?.name ?? null;
}

/** Somebody with this name writes to the page; their thread, once it has the name. */
export async function arrive(
  company: TestCompany,
  name: string,
  text = "Hello",
): Promise<Thread> {
  const { personId } = await company.simulator.person(name);
  await company.simulator.write(PAGE_ID, personId, { text });
  return threadNamed(company, name);
}

/** A queue that these agents serve, where the page's new customers go from now on. */
export async function ringIn(
  company: TestCompany,
  members: Colleague[],
  more: Partial<Queue> & Pick<Queue, "strategy">,
): Promise<Queue> {
  const queue = await company.queue(members, { offerSeconds: 60, ...more });
  await company.route(company.channel, "queue", queue.id);
  return queue;
}

/** Everything dealt with, everybody ready again: the next story begins with an empty desk. */
export async function clearDesks(
  company: TestCompany,
  people: Colleague[],
): Promise<void> {
  for (const { id, status } of await company.owner.api.all<Thread>(
    "/threads",
  )) {
    if (status !== "closed")
      await company.owner.api.post(`/threads/${id}/close`);
  }
  for (const { api } of people)
    await api.patch("/me/presence", { presence: "available" });
}
