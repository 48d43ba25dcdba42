import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyInbox, inboxReducer } from "#contract/live/inbox-state.ts";
import { threadsOf } from "#contract/live/listed-threads.ts";
import type { ListSort } from "#contract/live/thread-list.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";
import { digits } from "#server/pipeline/test-world.ts";
import { newId } from "#server/runtime/crypto.ts";

/** The orders of a list: page by page at the server, and at once on a screen. */

let server: TestServer;
let mei: Actor;
let boss: Actor;
/** By name; those of `urgent` come in a queue with a short reply target, of `calm` in one with a long one. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  const { world } = server;
  mei = await world.agent("Mei");
  boss = await world.agent("Boss", "owner");
  const target = (seconds: number) => ({
    firstSeconds: seconds,
    nextSeconds: seconds,
    clock: "wall",
    warnOwnerAt: null,
    warnSupervisorsAt: null,
  });
  const pageOf = async (replyTarget: object | null) => {
    const id = await world.queue([mei], { strategy: "manual" });
    const path = `/queues/${id}`;
    const { status } = await server.call(boss, "PATCH", path, { replyTarget });
    expect(status).toBe(200);
    return world.page({ type: "queue", id });
  };
  const calm = await pageOf(target(7_200));
  const none = await pageOf(null);
  const urgent = await pageOf(target(600));
  const write = async (name: string, page: typeof calm) => {
    const said = { psid: digits(16), text: `I am ${name}` };
    ids[name] = (await world.write(page, said)).threadId;
  };
  await write("calm 1", calm);
  await write("none 1", none);
  await write("urgent 1", urgent);
  await write("calm 2", calm);
  await write("urgent 2", urgent);
  await write("none 2", none);
  await write("answered", urgent);
  await server.call(mei, "POST", `/threads/${ids["answered"]}/take`, {});
  const answer = { text: "Yes, three.", clientId: newId() };
  await server.call(
    mei,
    "POST",
    `/threads/${ids["answered"]}/messages`,
    answer,
  );
});
afterAll(() => server.stop());

const nameOf = ({ id }: Thread) =>
  Object.keys(ids).find((name) => ids[name] === id) ?? id;

async function fetchPage(actor: Actor, query: string) {
  const path = `/threads?${query}`;
  const { status, body } = await server.call(actor, "GET", path);
  expect(status).toBe(200);
  return body as { items: Thread[]; nextCursor: string | null };
}

/** The names in the order of the server, read in pages of two. */
async function paged(actor: Actor, query: string): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const behind: string = cursor === null ? "" : `&cursor=${cursor}`;
    const page = await fetchPage(actor, `limit=2&${query}${behind}`);
    names.push(...page.items.map(nameOf));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return names;
}

/** The names in the order of a screen that has them all. */
async function shown(actor: Actor, sort: ListSort): Promise<string[]> {
  const page = await fetchPage(actor, "limit=100&view=all&sort=newest");
  const state = inboxReducer(emptyInbox, {
    type: "list.fetched",
    query: { sort },
    from: null,
    startedSeq: 0,
    ...page,
  });
  return threadsOf(state, [{ sort }]).map(nameOf);
}

test("by reply target: the one that runs out first, then the newest without a target", async () => {
  const order = ["urgent 1", "urgent 2", "calm 1", "calm 2"];
  const rest = ["answered", "none 2", "none 1"];
  expect(await paged(boss, "view=all&sort=target")).toEqual([
    ...order,
    ...rest,
  ]);
  expect(await shown(boss, "target")).toEqual([...order, ...rest]);
  const [first] = (await fetchPage(boss, "limit=1&view=all&sort=target")).items;
  const ms =
    Date.parse(first?.replyDueAt ?? "") - Date.parse(first?.waitingSince ?? "");
  expect(ms).toBe(600_000);
});

test("unread first: those that the reader has not read, newest first", async () => {
  for (const name of ["answered", "none 2", "urgent 2"])
    await server.call(mei, "POST", `/threads/${ids[name]}/read`, {});
  const unread = ["calm 2", "urgent 1", "none 1", "calm 1"];
  const read = ["answered", "none 2", "urgent 2"];
  expect(await paged(mei, "view=all&sort=unread")).toEqual([
    ...unread,
    ...read,
  ]);
  expect(await shown(mei, "unread")).toEqual([...unread, ...read]);
  // Another agent has read none of them.
  expect((await paged(boss, "view=all&sort=unread")).slice(0, 2)).toEqual([
    "answered",
    "none 2",
  ]);
});

test("every order finds the same conversations, also with words that are sought", async () => {
  for (const sort of ["newest", "oldest", "target", "unread"]) {
    const found = await paged(mei, `view=all&sort=${sort}`);
    expect([sort, new Set(found).size, found.length]).toEqual([sort, 7, 7]);
    const sought = await paged(mei, `view=all&sort=${sort}&q=urgent`);
    expect([...sought].sort()).toEqual(["urgent 1", "urgent 2"]);
  }
});

test("unread first is refused where closed conversations would be searched, and a saved view keeps it", async () => {
  for (const query of ["sort=unread", "status=closed&sort=unread"]) {
    const { status, body } = await server.call(
      mei,
      "GET",
      `/threads?limit=5&${query}`,
    );
    expect([status, body]).toMatchObject([422, { errors: [{ path: "sort" }] }]);
  }
  const create = (filter: object) =>
    server.call(mei, "POST", "/views", { name: "Mine", filter });
  expect(await create({ sort: "unread" })).toMatchObject({
    status: 422,
    body: { errors: [{ path: "filter.sort" }] },
  });
  const kept = await create({ status: "active", sort: "unread" });
  expect(kept.status).toBe(201);
  const { id } = kept.body as { id: string };
  expect((await paged(mei, `view=${id}`)).slice(0, 2)).toEqual([
    "calm 2",
    "urgent 1",
  ]);
});

test("a cursor that no list has given is refused", async () => {
  for (const cursor of ["x", "0.abc", "9.eA"]) {
    const path = `/threads?limit=5&sort=target&cursor=${cursor}`;
    expect((await server.call(mei, "GET", path)).status).toBe(422);
  }
});
