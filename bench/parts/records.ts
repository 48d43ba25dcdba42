import type { Big, Side } from "../big/open.ts";
import { compared, type Figure, type Pair } from "../figures.ts";
import type { Size } from "../size.ts";

const PART = "j";
const BATCH = 1_000;
const INSERTED = 1_000;

type Act = { name: string; sql: string };

/**
 * The statements of the retention sweep in one transaction, and the cost of a
 * batch of new rows, in tables with many rows and with few. Everything is rolled
 * back, so that the tables stay as they are.
 */
const ACTS: Act[] = [
  {
    name: `${BATCH} deliveries deleted`,
    sql: `delete from delivery where id in (select id from delivery where state = 'applied' order by id limit ${BATCH})`,
  },
  {
    name: `${BATCH} messages deleted`,
    sql: `delete from message where id in (
      select m.id from message m where m."sentAt" < now() - interval '10 minutes' order by m.id limit ${BATCH})`,
  },
  {
    name: `${BATCH} traces deleted`,
    sql: `delete from routing_trace where id in (
      select r.id from routing_trace r join thread t on t.id = r."threadId"
      where r.at < now() - interval '10 minutes' and t.status = 'closed' limit ${BATCH})`,
  },
  {
    name: `${INSERTED} deliveries inserted`,
    sql: `insert into delivery ("sourceId", body, state, "appliedAt")
      select "sourceId", body, state, now() from delivery order by id desc limit ${INSERTED}`,
  },
  {
    name: `${INSERTED} messages inserted`,
    sql: `insert into message (id, "threadId", "channelId", direction, kind, "authorType", text, status, "externalId", "sentAt", "inboundCount")
      select uuidv7(), "threadId", "channelId", direction, kind, "authorType", text, status, 'again.' || "externalId", now(), 1
      from message where "externalId" is not null order by id desc limit ${INSERTED}`,
  },
  {
    name: `${INSERTED} announcements inserted and deleted`,
    sql: `with written as (insert into announcement (kind, "threadId")
        select 'bench', id from thread order by "lastMessageAt" desc limit ${INSERTED} returning id)
      delete from announcement where id in (select id from written)`,
  },
  {
    name: `${INSERTED} traces inserted`,
    sql: `insert into routing_trace (id, "threadId", step, detail)
      select uuidv7(), id, 'routed', '{}' from thread order by "lastMessageAt" desc limit ${INSERTED}`,
  },
];

export async function measureRecords(
  { many, few }: Big,
  { size, say }: { size: Size; say(text: string): void },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const act of ACTS) {
    const rounds: Pair[] = [];
    for (let round = 0; round <= size.big.rounds; round += 1)
      rounds.push({
        product: await time(many, act),
        bare: await time(few, act),
      });
    say(`${act.name}: ${rounds.at(-1)?.product.toFixed(1)} ms`);
    figures.push(
      compared(
        {
          part: PART,
          name: `${size.big.threads} threads, ${act.name}`,
          unit: "ms",
        },
        rounds,
      ),
    );
  }
  return figures;
}

async function time({ db }: Side, { sql }: Act): Promise<number> {
  const client = await db.pool.connect();
  try {
    await client.query("begin");
    const startedAt = performance.now();
    await client.query(sql);
    const ms = performance.now() - startedAt;
    await client.query("rollback");
    return ms;
  } finally {
    client.release();
  }
}
