import type { Database } from "#server/db/client.ts";
import {
  createVault,
  newId,
  randomToken,
  sha256Hex,
} from "#server/runtime/crypto.ts";
import { bulkFill, type Run } from "./bulk-fill.ts";

/** Seals what the seed writes, and opens it in the product: given to both. */
export const ENCRYPTION_KEY = "bench encryption key without any value";
export const APP_SECRET = "bench-app-secret";

/** A connected page whose messages go to one queue, and the people of that queue. */
export type House = {
  channelId: string;
  queueId: string;
  pageId: string;
  webhookPath: string;
  /** Tokens of the agents, who are all members of the queue. */
  tokens: string[];
  agentIds: string[];
  /** Sees everything. */
  ownerToken: string;
};

export type HouseOptions = {
  /** In names and vendor's ids; one letter, other than those of other houses. */
  mark?: string;
  strategy?: string;
};

/** Rings longer than any measurement takes. */
const OFFER_SECONDS = 3_600;
/** Nobody is ever full. */
const CAPACITY = 100_000;

/** Written as the product would find it; as if it had just been checked with Meta. */
export async function seedHouse(
  db: Database,
  agents: number,
  { mark = "a", strategy = "manual" }: HouseOptions = {},
): Promise<House> {
  const vault = createVault([ENCRYPTION_KEY]);
  const ids = {
    app: newId(),
    channel: newId(),
    queue: newId(),
    key: randomToken(),
    pageId: `1042000000007${mark.charCodeAt(0)}`,
    appId: `7770007770007${mark.charCodeAt(0)}`,
  };
  const people = Array.from({ length: agents + 1 }, (_, index) => ({
    id: newId(),
    tokenId: newId(),
    token: `parley_${randomToken()}`,
    email: `bench.${mark}.${index}@example.com`,
    name: `Agent ${index}`,
    role: index === agents ? "owner" : "agent",
  }));
  const json = JSON.stringify(
    people.map(({ token, ...rest }) => ({ ...rest, hash: sha256Hex(token) })),
  );
  const run = (text: string, values: unknown[]) => db.pool.query(text, values);
  await run(
    `insert into agent (id, email, name, role, presence, capacity)
     select id, email, name, role, 'available', ${CAPACITY} from jsonb_to_recordset($1::jsonb)
       as x(id uuid, email text, name text, role text)`,
    [json],
  );
  await run(
    `insert into api_token (id, "agentId", hash)
     select "tokenId", id, hash from jsonb_to_recordset($1::jsonb)
       as x(id uuid, "tokenId" uuid, hash text)`,
    [json],
  );
  await run(
    `insert into queue (id, name, strategy, "offerSeconds") values ($1, $2, $3, ${OFFER_SECONDS})`,
    [ids.queue, `Bench ${mark}`, strategy],
  );
  await run(
    `insert into queue_member ("queueId", "agentId", position)
     select $1, id, row_number() over () from jsonb_to_recordset($2::jsonb) as x(id uuid, role text)
     where role = 'agent'`,
    [ids.queue, json],
  );
  await run(
    `insert into source (id, kind, "externalId", "secretSealed", "webhookKey", "verifyTokenSealed")
     values ($1, 'messenger', $5, $2, $3, $4)`,
    [ids.app, vault.seal(APP_SECRET), ids.key, vault.seal("verify"), ids.appId],
  );
  await run(
    `insert into channel (id, kind, name, "accountId", "sourceId", "credentialsSealed", "openType", "openId", "checkedAt")
     values ($1, 'messenger', 'Bench', $2, $3, $4, 'queue', $5, now() + interval '1 day')`,
    [ids.channel, ids.pageId, ids.app, vault.seal("EAAbench"), ids.queue],
  );
  const members = people.slice(0, agents);
  return {
    channelId: ids.channel,
    queueId: ids.queue,
    pageId: ids.pageId,
    webhookPath: `/webhooks/meta/${ids.key}`,
    tokens: members.map(({ token }) => token),
    agentIds: members.map(({ id }) => id),
    ownerToken: people.at(-1)?.token ?? "",
  };
}

/** Messages of each seeded thread; the last is the customer's. */
const MESSAGES = 3;

/**
 * `count` threads with customers and messages. Of a hundred, ninety are closed
 * by one of the agents, nine are open and theirs, one waits in the queue. A
 * rare word stands in every 500th thread's first message.
 */
export async function seedThreads(
  db: Database,
  house: House,
  count: number,
): Promise<void> {
  await bulkFill(db, async (run) => {
    // The search index is built when all texts are there.
    const { rows } = await run(
      `select indexdef from pg_indexes where indexname = '${SEARCH_INDEX}'`,
    );
    await run(`drop index ${SEARCH_INDEX}`);
    await fill(run, house, count);
    await run(rows[0]?.indexdef ?? "");
  });
}

const SEARCH_INDEX = "message_text_trgm";

async function fill(
  run: Run,
  { channelId, queueId, agentIds }: House,
  count: number,
): Promise<void> {
  await run(
    `create temporary table seed as
     select n, gen_random_uuid() as thread, gen_random_uuid() as customer, gen_random_uuid() as identity,
       gen_random_uuid() as last, now() - n * interval '37 seconds' as at,
       ($1::uuid[])[1 + (n / 100) % $2::int] as agent,
       case when n % 100 = 0 then 'waiting' when n % 100 < 10 then 'open' else 'closed' end as status
     from generate_series(1, $3::int) as n`,
    [agentIds, agentIds.length, count],
  );
  await run(
    `insert into customer (id, name, "createdAt")
     select customer, 'Customer ' || n, at from seed`,
  );
  await run(
    `insert into identity (id, "channelId", "customerId", "externalId", "profileState", "profileDueAt", "createdAt")
     select identity, $1, customer, (9000000000000000 + n)::text, 'known', now() + interval '7 days', at from seed`,
    [channelId],
  );
  await run(
    `insert into thread (id, "channelId", "customerId", "identityId", status, routing, "ownerId", "lastOwnerId",
       "routedToType", "routedToId", "closedAt", "waitingSince", "queuedAt", "lastMessageId", "lastMessageAt",
       "lastCustomerAt", "inboundCount", "createdAt")
     select thread, $1, customer, identity, status,
       case status when 'open' then 'owned' when 'waiting' then 'queued' else 'none' end,
       case when status = 'open' then agent end, case when status = 'closed' then agent end,
       'queue', $2, case when status = 'closed' then at end, case when status = 'waiting' then at end,
       case when status = 'waiting' then at end, last, at, at, $3::int / 2 + 1, at
     from seed`,
    [channelId, queueId, MESSAGES],
  );
  await run(
    `insert into message (id, "threadId", "channelId", direction, kind, "authorType", text, status, "externalId", "sentAt", "inboundCount")
     select case when k = 0 then last else gen_random_uuid() end, thread, $1,
       case when k % 2 = 0 then 'in' else 'out' end, 'message',
       case when k % 2 = 0 then 'customer' else 'page' end,
       case when k = $2::int - 1 and n % 500 = 0 then 'the zanzibar lamp number ' || n
         else 'I ordered number ' || n || ' in blue, where is it?' end,
       case when k % 2 = 0 then 'received' else 'sent' end, 'seed.' || n || '.' || k,
       at - k * interval '1 minute', $2::int / 2 + 1 - (k + 1) / 2
     from seed, generate_series(0, $2::int - 1) as k`,
    [channelId, MESSAGES],
  );
  await run("drop table seed");
}
