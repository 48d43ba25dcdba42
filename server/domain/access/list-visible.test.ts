import { beforeAll, expect, test } from "vitest";
import { Prisma } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  loadViewers,
  type Past,
  type Viewer,
} from "#server/domain/access/viewers.ts";
import {
  countVisible,
  readSight,
  visibleLists,
  type Wanted,
} from "#server/domain/access/list-visible.ts";
import { selectThreads } from "#server/domain/messages/thread-rows.ts";
import { visibleTo, workableBy } from "#server/domain/access/visible.ts";
import { newId } from "#server/runtime/crypto.ts";
import { createWorld, type World } from "#server/pipeline/test-world.ts";

let world: World;
let people: Actor[];

beforeAll(async () => {
  world = createWorld(await testDatabase());
  people = [
    await world.agent("Mei"),
    await world.agent("Bo"),
    await world.agent("Ida", "reviewer"),
    await world.agent("Sue", "supervisor"),
    await world.agent("Ann", "admin"),
    await world.agent("Una", "supervisor"),
  ];
  await everyKindOfThread();
});

/** A thread in every state, at every destination, owned or closed by each of two agents. */
async function everyKindOfThread(): Promise<void> {
  const [mei, bo] = people as [Actor, Actor];
  const una = people.at(-1)!;
  const hers = await world.queue([mei]);
  const open = await world.queue([bo], { visibility: "queue_read" });
  const left = await world.queue([mei]);
  const managed = await world.queue([bo]);
  const department = await world.department([mei]);
  const hersToo = await world.department([una]);
  const group = newId();
  const shared = await world.queue([bo], {
    visibility: "department_read",
    departmentId: department,
  });
  const page = await world.page(null);
  const reviewed = await world.page(null);
  const { pool } = world.context.db;
  await world.context.db.prisma.agent.update({
    where: { id: people.find(({ role }) => role === "reviewer")!.agentId },
    data: { reviewChannelId: reviewed.channelId },
  });
  await pool.query(
    `update queue_member set "loggedIn" = false where "queueId" = $1`,
    [left],
  );
  await pool.query(
    `update queue_member set manager = true, "loggedIn" = false where "queueId" = $1`,
    [managed],
  );
  await pool.query(`insert into ring_group (id, name) values ($1, 'Group')`, [
    group,
  ]);
  await pool.query(
    `insert into ring_group_member ("ringGroupId", "agentId", position) values ($1, $2, 0)`,
    [group, bo.agentId],
  );
  await pool.query(
    `create table kind as
     select gen_random_uuid() as thread, gen_random_uuid() as customer, gen_random_uuid() as identity,
       row_number() over () as n, *
     from unnest(array['waiting', 'open', 'snoozed', 'closed']) as status,
       unnest(array[null, $1, $2]::uuid[]) as owner, unnest(array[null, $1, $2]::uuid[]) as closer,
       unnest(array[null, 'queue', 'queue', 'queue', 'queue', 'queue', 'agent', 'agent', 'ring_group']::text[],
         array[null, $3, $4, $5, $6, $7, $1, $2, $8]::uuid[]) as place(type, id)
     where (status = 'open') = (owner is not null) or (status = 'snoozed' and owner is not null)`,
    [mei.agentId, bo.agentId, hers, open, left, managed, shared, group],
  );
  await pool.query("insert into customer (id) select customer from kind");
  await pool.query(
    `insert into identity (id, "channelId", "customerId", "externalId")
     select identity, case n % 3 when 0 then $2::uuid else $1::uuid end, customer, n::text from kind`,
    [page.channelId, reviewed.channelId],
  );
  await pool.query(
    `insert into thread (id, "channelId", "customerId", "identityId", status, routing, "ownerId", "lastOwnerId",
       "routedToType", "routedToId", "snoozedUntil", "queuedAt", "lastMessageAt", "departmentId")
     select thread, case n % 3 when 0 then $4::uuid else $1::uuid end, customer, identity, status,
       case when owner is not null then 'owned' when status = 'closed' then 'none'
         when n % 2 = 0 and status = 'waiting' then 'offered' else 'queued' end,
       owner, closer, type, id, case when status = 'snoozed' then now() end, now(),
       now() - n % 7 * interval '1 minute',
       case n % 5 when 0 then null when 1 then $2::uuid else $3::uuid end from kind`,
    [page.channelId, hersToo, department, reviewed.channelId],
  );
  await pool.query(
    `insert into offer (id, "threadId", "agentId", kind, "expiresAt")
     select gen_random_uuid(), thread, $1, 'ring', now() from kind where n % 3 = 0`,
    [mei.agentId],
  );
  await pool.query(
    `insert into thread_read ("threadId", "agentId", "readCount")
     select thread, agent, n from kind, unnest($1::uuid[]) as agent where n % 3 = 0`,
    [people.map(({ agentId }) => agentId)],
  );
  await pool.query(
    `insert into thread_participant ("threadId", "agentId")
     select thread, agent from kind, unnest($1::uuid[]) as agent where n % 4 = 0`,
    [people.map(({ agentId }) => agentId)],
  );
}

test("the branches find the threads that the predicate allows, in order", async () => {
  const { sql } = world.context.db;
  const order = Prisma.sql`t."lastMessageAt" desc, t.id desc`;
  for (const actor of people) {
    const allowed = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
      select t.id from thread t where ${visibleTo(actor)} order by ${order}`);
    for (const limit of [5, 1000]) {
      const places = await visibleLists(
        sql,
        actor,
      )({
        conditions: [],
        at: Prisma.sql`t."lastMessageAt"`,
        direction: "desc",
        limit,
      });
      expect(
        places.map(({ id }) => id),
        actor.name,
      ).toEqual(allowed.slice(0, limit).map(({ id }) => id));
    }
  }
});

test("the sight that other lists join equals the predicate, and names the customers of an agent who sees few", async () => {
  const { sql } = world.context.db;
  for (const actor of people) {
    const { condition, customerIds } = await readSight(sql, actor);
    const read = (which: Prisma.Sql) =>
      sql.$queryRaw<{ id: string; customerId: string }[]>(
        Prisma.sql`select t.id, t."customerId" from thread t where ${which} order by t.id`,
      );
    const allowed = await read(visibleTo(actor));
    expect(await read(condition), actor.name).toEqual(allowed);
    if (customerIds === null) {
      expect(["Sue", "Una", "Ann"]).toContain(actor.name);
      continue;
    }
    const named = await sql.$queryRaw<{ customerId: string }[]>(
      Prisma.sql`select * from (${customerIds}) x order by 1`,
    );
    const customers = new Set(allowed.map(({ customerId }) => customerId));
    expect(named.map(({ customerId }) => customerId)).toEqual(
      [...customers].sort(),
    );
  }
});

test("the same for some statuses and some queues, in either order", async () => {
  const { sql } = world.context.db;
  const routed = await sql.$queryRaw<{ id: string }[]>(
    Prisma.sql`select distinct "routedToId" as id from thread where "routedToType" = 'queue' order by 1`,
  );
  const queues = routed.map(({ id }) => id);
  const wanted: Omit<Wanted, "conditions">[] = [
    { statuses: ["waiting", "open"] },
    { statuses: ["closed"] },
    { statuses: ["waiting", "open", "snoozed"], queues: queues.slice(0, 2) },
    { queues: queues.slice(2) },
    { statuses: ["snoozed"], queues },
    { queues: [] },
  ];
  let seen = 0;
  for (const actor of people)
    for (const { statuses, queues: among } of wanted)
      for (const direction of ["asc", "desc"] as const) {
        const order = Prisma.raw(direction);
        const allowed = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
          select t.id from thread t where ${visibleTo(actor)}
            and (${statuses === undefined} or t.status = any(${statuses ?? []}::text[]))
            and (${among === undefined} or t."routedToId" = any(${among ?? []}::uuid[]))
          order by t."lastMessageAt" ${order}, t.id ${order} limit 20`);
        const places = await visibleLists(
          sql,
          actor,
        )({
          conditions: [Prisma.sql`true`],
          statuses,
          queues: among,
          at: Prisma.sql`t."lastMessageAt"`,
          direction,
          limit: 20,
        });
        const ids = allowed.map(({ id }) => id);
        expect(places.map(({ id }) => id)).toEqual(ids);
        const counted = await countVisible(
          sql,
          actor,
          new Map([["one", { conditions: [], statuses, queues: among }]]),
          20,
        );
        expect(counted).toEqual(new Map([["one", ids.length]]));
        seen += ids.length;
      }
  expect(seen).toBeGreaterThan(300);
});

test("the viewers of a thread are the connected agents whom the predicate lets see it", async () => {
  const { pool, sql } = world.context.db;
  const gone = await world.agent("Gil", "admin");
  const here = people.filter(({ name }) => name !== "Ann");
  await pool.query(`insert into node (id) values ('a node')`);
  for (const { agentId } of [...here, ...here, gone]) {
    await pool.query(
      `insert into agent_connection (id, "agentId", "nodeId") values (gen_random_uuid(), $1, 'a node')`,
      [agentId],
    );
  }
  await pool.query(`update agent set "disabledAt" = now() where id = $1`, [
    gone.agentId,
  ]);
  const threads = await sql.$queryRaw<Omit<Past, "key">[]>(Prisma.sql`
    select id, "ownerId", "lastOwnerId", status, routing, "routedToType", "routedToId", "departmentId" from thread`);
  const { now, before } = await loadViewers(
    sql,
    threads.map(({ id }) => id),
    threads.map((thread, index) => ({ ...thread, key: String(index) })),
  );
  const allowed = new Map<string, Viewer[]>(threads.map(({ id }) => [id, []]));
  for (const actor of here) {
    const { agentId } = actor;
    const rows = await sql.$queryRaw<({ id: string } & Viewer)[]>(Prisma.sql`
      select t.id, ${agentId} as "agentId", not ${workableBy(actor)} as guest,
        (select "readCount" from thread_read where "threadId" = t.id and "agentId" = ${agentId}::uuid) as "readCount"
      from thread t where ${visibleTo(actor)}`);
    for (const { id, ...viewer } of rows) allowed.get(id)!.push(viewer);
  }
  const kinds = new Set<string>();
  for (const [index, { id }] of threads.entries()) {
    const viewers = sorted(now.get(id));
    expect(viewers).toEqual(sorted(allowed.get(id)));
    expect(sorted(before.get(String(index)))).toEqual(
      viewers.map((viewer) => ({ ...viewer, readCount: null })),
    );
    for (const { guest, readCount } of viewers)
      kinds.add(`${guest} ${readCount === null}`);
  }
  expect(kinds.size).toBe(4);
});

function sorted(viewers: Viewer[] = []): Viewer[] {
  return viewers.toSorted((a, b) => a.agentId.localeCompare(b.agentId));
}

test("messages that fail while their threads are still read fail the list, and nothing else", async () => {
  // An unhandled rejection would end the process, and fails this run.
  const lost = Promise.reject(new Error("no connection"));
  const slow = Prisma.sql`pg_sleep(0.005) is not null`;
  await expect(
    selectThreads(world.context.db.sql, null, slow, lost),
  ).rejects.toThrow("no connection");
});
