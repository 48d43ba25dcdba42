import type { Database } from "#server/db/client.ts";
import { bulkFill, type Run } from "../bulk-fill.ts";
import { OWNERS, TEAMS, type Company } from "./company.ts";
import {
  ACCENTED,
  CHINESE,
  ENGLISH,
  NAMES,
  RARE_NAME,
  RARE_PAIR,
  RARE_WORD,
  type Language,
} from "./words.ts";

/** Between two threads: a million of them are almost two years. */
const THREAD_GAP = "interval '60 seconds'";
/** Between two deliveries: a million of them are a month. */
const DELIVERY_GAP = "interval '2.6 seconds'";

const TABLES = [
  "customer",
  "identity",
  "thread",
  "message",
  "thread_session",
  "report_fact",
  "thread_label",
  "customer_label",
  "thread_read",
  "mention",
  "thread_participant",
  "routing_trace",
  "delivery",
];
/** Their rules hold by construction, and their folded text is composed of folded phrases. */
const TRIGGERS = [
  ["message", "message_rules"],
  ["thread", "thread_rules"],
  ["delivery", "delivery_rules"],
];

/**
 * Fills a company with threads: of a hundred, two are waiting or open and
 * among the newest six, eight are snoozed and among the newest forty, ninety are
 * closed. Each has one to nine messages, five on average. Indexes are built when all rows are there.
 */
export async function fillCompany(
  db: Database,
  company: Company,
  threads: number,
  say: (text: string) => void,
): Promise<void> {
  await db.pool.query("alter system set max_wal_size = '6GB'");
  await db.pool.query("select pg_reload_conf()");
  await bulkFill(db, async (run) => {
    await run(
      "set maintenance_work_mem = '1GB'; set work_mem = '512MB'; set max_parallel_maintenance_workers = 2",
    );
    const { rows: indexes } = await run(
      `select i.indexrelid::regclass::text as id, pg_get_indexdef(i.indexrelid) as indexdef from pg_index i
       where i.indrelid::regclass::text = any($1) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
      [TABLES],
    );
    for (const { id } of indexes) await run(`drop index ${id}`);
    for (const [table, trigger] of TRIGGERS)
      await run(`alter table ${table} disable trigger ${trigger}`);
    for (const [what, fill] of STEPS) {
      say(`filling ${what}`);
      await fill(run, company, threads);
    }
    await run("drop table seed; drop table language");
    for (const [table, trigger] of TRIGGERS)
      await run(`alter table ${table} enable always trigger ${trigger}`);
    for (const { id, indexdef } of indexes) {
      say(`building ${id}`);
      await run(indexdef);
    }
    say("vacuum analyze");
  });
  await db.pool.query("alter system reset max_wal_size");
  await db.pool.query("select pg_reload_conf()");
  await requireFolded(db);
}

type Step = (run: Run, company: Company, threads: number) => Promise<unknown>;

const STEPS: [string, Step][] = [
  ["the plan", plan],
  ["customers", customers],
  ["threads", threadRows],
  ["messages", messages],
  ["notes, labels and marks", marks],
  ["sessions and facts", facts],
  ["deliveries and traces", records],
];

/** SQL: a number below `size`, the same for the same thread and purpose. */
function pick(purpose: number, size: number | string, n = "n"): string {
  return `((hashint8extended(${n}, ${purpose}) & 9223372036854775807) % ${size})::int`;
}

async function plan(
  run: Run,
  { agentIds, queueIds, channelIds, departmentIds }: Company,
  threads: number,
): Promise<void> {
  await run(
    `create temporary table language (id int, openers text[], bodies text[], closers text[], fo text[], fb text[], fc text[])`,
  );
  const languages: Language[] = [CHINESE, ENGLISH, ACCENTED];
  const folded = (place: number) =>
    `array(select parley_fold(x) from unnest($${place}::text[]) with ordinality as u(x, i) order by i)`;
  for (const [id, { openers, bodies, closers }] of languages.entries())
    await run(
      `insert into language select $1, $2::text[], $3::text[], $4::text[], ${folded(2)}, ${folded(3)}, ${folded(4)}`,
      [id, openers, bodies, closers],
    );
  await run(
    `create temporary table seed as
     with planned as (
       select n::bigint as n, now() - n * ${THREAD_GAP} as at,
         case when n <= $6 * 0.06 and ${pick(1, 6)} = 0 then 'waiting' when n <= $6 * 0.06 and ${pick(1, 6)} = 1 then 'open'
           when n <= $6 * 0.4 and ${pick(17, 5)} = 0 then 'snoozed' else 'closed' end as status,
         case when ${pick(3, 100)} < 20 then 0 else 1 + ${pick(4, TEAMS)} end as queue,
         1 + ${pick(6, 9)} as m, (1 + ${pick(9, 40)}) * interval '1 minute' as gap,
         case when n % 10 < 6 then 0 when n % 10 < 9 then 1 else 2 end as language
       from generate_series(1::bigint, $6::bigint) as n),
     detailed as (
       select *, at - (m - 1) * gap as began,
         case status when 'waiting' then true when 'open' then ${pick(2, 2)} = 0 else ${pick(2, 10)} < 3 end as asks,
         case when queue = 0 then ${pick(5, OWNERS)} else ${pick(5, Math.floor(OWNERS / TEAMS))} * ${TEAMS} + queue - 1 end as person
       from planned)
     select *, uuidv7(began - now()) as thread, uuidv7(began - now()) as customer, uuidv7(began - now()) as identity,
       uuidv7(began - now()) as session, uuidv7(at - now()) as last,
       case when status = 'open' or (status = 'snoozed' and ${pick(11, 10)} < 7) then ($1::uuid[])[1 + person] end as owner,
       case when status = 'closed' and ${pick(11, 10)} < 9 then ($1::uuid[])[1 + person] end as "lastOwner",
       ($2::uuid[])[1 + queue] as "queueId", ($3::uuid[])[1 + ${pick(12, "$4::int")}] as channel,
       case when queue between 1 and 6 then ($5::uuid[])[1 + (queue - 1) / 3] end as department
     from detailed order by n desc`,
    [agentIds, queueIds, channelIds, channelIds.length, departmentIds, threads],
  );
  await run("analyze seed");
}

async function customers(run: Run): Promise<void> {
  const { surnames, given, first, accented, last } = NAMES;
  const one = (array: string, purpose: number, size: number) =>
    `(${array}::text[])[1 + ${pick(purpose, size)}]`;
  await run(
    `insert into customer (id, name, "emailKey", "phoneKey", fields, "createdAt")
     select customer, case when n % 50000 = 7 then '${RARE_NAME}'
         when language = 0 then ${one("$1", 20, surnames.length)} || ${one("$2", 21, given.length)} || ${one("$2", 22, given.length)}
         when language = 1 then ${one("$3", 23, first.length)} || ' ' || ${one("$5", 24, last.length)}
         else ${one("$4", 25, accented.length)} || ' ' || ${one("$5", 26, last.length)} end,
       c.email, c.phone, jsonb_strip_nulls(jsonb_build_object('email', c.email, 'phone', c.phone)), began
     from seed, lateral (select
       case when ${pick(27, 10)} < 4 then 'customer' || n || '@example.com' end as email,
       case when ${pick(28, 10)} < 4 then '+8869' || lpad((n * 7919 % 100000000)::text, 8, '0') end as phone) c`,
    [surnames, given, first, accented, last],
  );
  await run(
    `insert into identity (id, "channelId", "customerId", "externalId", "profileState", "profileDueAt", "createdAt")
     select identity, channel, customer, (8000000000000000 + n)::text, 'known', null, began from seed`,
  );
}

async function threadRows(run: Run): Promise<void> {
  await run(
    `insert into thread (id, "channelId", "customerId", "identityId", status, routing, "ownerId", "ownedSince", "lastOwnerId",
       "routedToType", "routedToId", "departmentId", "priorityLevel", "waitingSince", "queuedAt", "rankAt", "snoozedUntil", "closedAt",
       "archivedAt", "lastMessageId", "lastMessageAt", "lastCustomerAt", "inboundCount", "settledCount", "sessionId", "createdAt")
     select thread, channel, customer, identity, status,
       case when owner is not null then 'owned' when status = 'waiting' then 'queued' else 'none' end,
       owner, case when owner is not null then began end, "lastOwner", 'queue', "queueId", department,
       case when ${pick(8, 100)} < 3 then 'high' when ${pick(8, 100)} = 3 then 'urgent' when ${pick(8, 100)} = 4 then 'low' else 'normal' end,
       case when status in ('waiting', 'open') and asks then at end,
       case when status = 'waiting' then at end, case when status = 'waiting' then at end,
       case when status = 'snoozed' then now() + (1 + ${pick(13, 300)}) * interval '1 day' end,
       case when status = 'closed' then at end,
       case when status = 'closed' and ${pick(7, 10)} = 0 and at < now() - interval '30 days' then at + interval '1 day' end,
       last, at, case when asks then at else at - gap end, asked,
       case when status = 'closed' then asked else 0 end, session, began
     from seed, lateral (select (m + asks::int) / 2 as asked) c`,
  );
}

/** Customer and agent write in turn; the last one writes if the thread asks, else the agent. */
async function messages(run: Run): Promise<void> {
  const phrase = (array: string, purpose: number) =>
    `l.${array}[1 + ${pick(purpose, `cardinality(l.${array})`, "s.n * 16 + k")}]`;
  const sentence = `${phrase("openers", 30)} || replace(${phrase("bodies", 31)}, '#', (s.n * 16 + k)::text) || ${phrase("closers", 32)}`;
  const rare = `case when ${pick(33, 10_000, "s.n * 16 + k")} = 0 or s.n = 11 then ' ${RARE_WORD} ' else '' end
    || case when ${pick(34, 100_000, "s.n * 16 + k")} = 0 or s.n = 11 then '${RARE_PAIR}' else '' end`;
  const foldedSentence = sentence
    .replaceAll("l.openers", "l.fo")
    .replaceAll("l.bodies", "l.fb")
    .replaceAll("l.closers", "l.fc");
  await run(
    `insert into message (id, "threadId", "channelId", direction, kind, "authorType", "authorId", "authorName", text, "textFolded",
       status, "externalId", "inboundNo", "sentAt", "inboundCount", "createdAt")
     select case when k = m then last else uuidv7(w.at - now()) end, thread, channel,
       case when inbound then 'in' else 'out' end, 'message', case when inbound then 'customer' else 'agent' end,
       case when not inbound then coalesce(owner, "lastOwner") end, case when not inbound then 'Agent ' || person end,
       ${sentence} || ${rare}, ${foldedSentence} || ${rare},
       case when inbound then 'received' else 'read' end, 'big.' || s.n || '.' || k,
       w.number, w.at, w.number, w.at
     from seed s join language l on l.id = s.language, generate_series(1, s.m) as k,
       lateral (select (m - k) % 2 = 0 as like_last) x,
       lateral (select like_last = asks as inbound, at - (m - k) * gap as at,
         case when ((m - 1) % 2 = 0) = asks then (k + 1) / 2 else k / 2 end as number) w
     order by w.at`,
  );
}

async function marks(
  run: Run,
  { agentIds, labelIds, rareLabelId }: Company,
): Promise<void> {
  await run(
    `insert into thread_label ("threadId", "labelId")
     select thread, ($1::uuid[])[1 + ${pick(10, 40)}] from seed where ${pick(10, 40)} < $2::int
     union select thread, $3::uuid from seed where n % 50000 = 11`,
    [labelIds, labelIds.length, rareLabelId],
  );
  await run(
    `insert into customer_label ("customerId", "labelId")
     select customer, ($1::uuid[])[1 + ${pick(14, 60)}] from seed where ${pick(14, 60)} < $2::int`,
    [labelIds, labelIds.length],
  );
  await run(
    `insert into thread_read ("threadId", "agentId", "readCount", "readAt")
     select thread, coalesce(owner, "lastOwner"), (m + asks::int) / 2 - case when ${pick(15, 3)} = 0 then 1 else 0 end, at from seed
     where coalesce(owner, "lastOwner") is not null and (status <> 'closed' or n % 10 = 0) and m > 1`,
  );
  // A note in one of two hundred threads, of which each names an agent and each second one the owner.
  await run(
    `create temporary table named as
     select thread, channel, at, uuidv7(at - now()) as note, person, ${pick(16, "$1::int")} as who, n from seed where n % 200 = 3`,
    [agentIds.length],
  );
  await run(
    `insert into message (id, "threadId", "channelId", direction, kind, "authorType", "authorId", "authorName", text, "textFolded",
       status, "sentAt", "createdAt")
     select note, thread, channel, 'out', 'note', 'agent', ($1::uuid[])[1 + person], 'Agent ' || person,
       'Please look at this', 'please look at this', 'sent', at, at from named`,
    [agentIds],
  );
  await run(
    `insert into mention ("messageId", "agentId", "threadId", "createdAt", "seenAt")
     select note, ($1::uuid[])[1 + who], thread, at, case when who % 2 = 0 then at end from named
     union all select note, a.id, thread, at, null from named, agent a where a.role in ('owner', 'supervisor') and n % 400 = 3
     on conflict do nothing`,
    [agentIds],
  );
  await run(
    `insert into thread_participant ("threadId", "agentId", "createdAt")
     select thread, ($1::uuid[])[1 + (who + 1) % $2::int], at from named
     union all select thread, a.id, at from named, agent a where a.role in ('owner', 'supervisor') and n % 400 = 203
     on conflict do nothing`,
    [agentIds, agentIds.length],
  );
  await run("drop table named");
}

async function facts(run: Run): Promise<void> {
  await run(
    `insert into thread_session (id, "threadId", "openedAt", "firstReplyAt", "closedAt", "closedById", "firstQuestionAt")
     select session, thread, began, case when m > 1 then began + gap end, case when status = 'closed' then at end,
       case when status = 'closed' then "lastOwner" end, began from seed`,
  );
  await run(
    `insert into report_fact (id, at, kind, "threadId", "sessionId", "channelId", "placeType", "placeId", "departmentId", "agentId",
       "startedAt", "wallMs", "officeMs")
     select uuidv7(f.at - now()), f.at, f.kind, thread, session, channel, 'queue', "queueId", department, f.agent, f."from",
       (extract(epoch from f.at - f."from") * 1000)::bigint, (extract(epoch from f.at - f."from") * 400)::bigint
     from seed, lateral (values
       ('arrived', began, null::uuid, null::timestamptz),
       ('owned', began + gap / 2, coalesce(owner, "lastOwner"), began),
       ('replied', began + gap, coalesce(owner, "lastOwner"), began),
       ('closed', at, "lastOwner", null)) as f(kind, at, agent, "from")
     where f.kind = 'arrived' or (f.agent is not null and (f.kind <> 'replied' or m > 1))
     order by f.at`,
  );
}

async function records(
  run: Run,
  { channelId }: Company,
  threads: number,
): Promise<void> {
  await run(
    `insert into routing_trace (id, "threadId", at, step, detail)
     select uuidv7(began - now()), thread, began, s.step, jsonb_build_object('queueId', "queueId", 'strategy', 'manual')
     from seed, (values ('routed'), ('queued')) as s(step) order by began`,
  );
  await run(
    `insert into delivery ("sourceId", "receivedAt", body, state, "appliedAt")
     select c."sourceId", d.at, convert_to('{"object":"page","entry":[{"id":"104","time":' || n || ',"messaging":[{"sender":{"id":"'
         || 8000000000000000 + n || '"},"message":{"mid":"m_' || md5(n::text) || md5((n + 1)::text) || md5((n + 2)::text)
         || '","text":"Hello, is the oak lamp still in stock? ' || md5((n + 3)::text) || '"}}]}]}', 'UTF8'),
       'applied', d.at + interval '20 milliseconds'
     from channel c, generate_series($2::bigint, 1, -1) as n, lateral (select now() - n * ${DELIVERY_GAP} as at) d
     where c.id = $1`,
    [channelId, threads],
  );
}

async function requireFolded(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ n: number }>(
    `select count(*)::int as n from (select text, "textFolded" from message order by id desc limit 5000) x
     where "textFolded" is distinct from parley_fold(text)`,
  );
  if (rows[0]?.n !== 0) throw new Error("A text is not folded as it should.");
}
