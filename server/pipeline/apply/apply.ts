import { parseJson } from "#server/channels/meta/json.ts";
import type { Channel, InboundEvent } from "#server/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import { inTransaction, type Tx } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { recordLead } from "#server/domain/leads/record-lead.ts";
import { recordPolicy } from "#server/domain/channels/policy.ts";
import {
  applyEvents,
  type Aftermath,
} from "#server/pipeline/apply/apply-events.ts";
import type { KnownChannel, Placed } from "#server/pipeline/apply/plan.ts";

type Delivery = {
  id: bigint;
  metaAppId: string;
  receivedAt: Date;
  body: Uint8Array;
  attempts: number;
};

type Note = { reason: string; path: string };
/** `parked`: why a delivery is set aside for an admin to see. */
type Outcome = Aftermath & {
  notes: Map<bigint, Note[]>;
  parked: Map<bigint, string>;
};

/** Deliveries of one transaction, and the bytes past which no more are added. */
const BATCH = 50;
const BATCH_BYTES = 1024 * 1024;
/** A delivery may hold a thousand updates. */
const TIMEOUT_MS = 60_000;
/** Then its items are applied one by one and the poisoned ones set aside. */
const MAX_ATTEMPTS = 5;
const FIRST_BACKOFF_MS = 500;
const MAX_NOTES = 50;

/**
 * Applies what intake has stored. Applying and marking are one transaction: a
 * crash undoes both and the delivery is applied again. If a batch fails, its
 * deliveries are tried one at a time, so that a poisoned one stops nobody.
 * @returns whether there may be more.
 */
export async function applyOnce(
  context: Context,
  channel: Channel,
): Promise<boolean> {
  let ids: bigint[] = [];
  try {
    const outcome = await inTransaction(
      context.db,
      async (tx) => {
        const batch = await claim(tx);
        ids = batch.map(({ id }) => id);
        return applyBatch(context, tx, channel, batch);
      },
      { timeoutMs: TIMEOUT_MS },
    );
    await finish(context, outcome);
  } catch (error) {
    if (ids.length === 0) throw error;
    context.log.warn({ err: error, deliveries: ids.length }, "batch failed");
    for (const id of ids) await applyAlone(context, channel, id);
  }
  return ids.length > 0;
}

async function claim(tx: Tx): Promise<Delivery[]> {
  // A millisecond more: the column rounds to milliseconds, also upwards.
  const rows = await tx.$queryRaw<{ id: bigint; bytes: number }[]>(Prisma.sql`
    select id, octet_length(body) as bytes from delivery
    where state = 'pending' and "nextAttemptAt" <= now() + interval '1 millisecond'
    order by id limit ${BATCH} for update skip locked`);
  let bytes = 0;
  const ids = rows
    .filter((row, index) => (bytes += row.bytes) <= BATCH_BYTES || index === 0)
    .map(({ id }) => id);
  return read(tx, ids);
}

async function read(tx: Tx, ids: bigint[]): Promise<Delivery[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<Delivery[]>(Prisma.sql`
    select id, "metaAppId", "receivedAt", body, attempts from delivery
    where id = any(${ids}::bigint[]) order by id`);
}

async function applyBatch(
  context: Context,
  tx: Tx,
  channel: Channel,
  batch: Delivery[],
): Promise<Outcome> {
  const parsed = batch.map((delivery) => parseDelivery(channel, delivery));
  const placed = await placeAll(tx, parsed);
  const aftermath = await applyEvents(
    tx,
    placed.inThreads,
    context.clock.now(),
  );
  for (const item of placed.others) await applyOther(tx, item);
  const outcome: Outcome = {
    ...aftermath,
    notes: placed.notes,
    parked: new Map(
      parsed.flatMap(({ delivery, events }) =>
        events === null ? [[delivery.id, "not JSON"]] : [],
      ),
    ),
  };
  await mark(tx, batch, outcome);
  return outcome;
}

type Parsed = { delivery: Delivery; events: InboundEvent[] | null };

/** Null: not JSON at all. */
function parseDelivery(channel: Channel, delivery: Delivery): Parsed {
  const json = parseJson(delivery.body);
  return { delivery, events: json.ok ? channel.parse(json.value) : null };
}

type Other = {
  event: Extract<InboundEvent, { type: "policy" | "lead" }>;
  channel: KnownChannel;
  receivedAt: Date;
};

/** Sorts events by what they are about; what is about nothing of ours is noted with its delivery. */
async function placeAll(
  tx: Tx,
  parsed: Parsed[],
): Promise<{
  inThreads: Placed[];
  others: Other[];
  notes: Map<bigint, Note[]>;
}> {
  const channels = await knownChannels(tx, parsed);
  const inThreads: Placed[] = [];
  const others: Other[] = [];
  const notes = new Map<bigint, Note[]>();
  for (const { delivery, events } of parsed) {
    const note = (reason: string, path: string): void => {
      const list = notes.get(delivery.id) ?? [];
      if (list.length < MAX_NOTES) list.push({ reason, path });
      notes.set(delivery.id, list);
    };
    for (const event of events ?? []) {
      if (event.type === "ignored") note(event.reason, event.path);
      else if (event.type === "test") note("test", event.field);
      else {
        const known = channels.get(event.accountId);
        const ours = known?.metaAppId === delivery.metaAppId;
        const { receivedAt } = delivery;
        if (!known) note("unknown_page", event.accountId);
        else if (!ours) note("page_of_another_app", event.accountId);
        else if (event.type === "policy" || event.type === "lead") {
          others.push({ event, channel: known, receivedAt });
        } else inThreads.push({ event, channel: known, receivedAt });
      }
    }
  }
  return { inThreads, others, notes };
}

async function knownChannels(
  tx: Tx,
  parsed: Parsed[],
): Promise<Map<string, KnownChannel>> {
  const pageIds = new Set(
    parsed.flatMap(({ events }) =>
      (events ?? []).flatMap((event) =>
        "accountId" in event ? event.accountId : [],
      ),
    ),
  );
  if (pageIds.size === 0) return new Map();
  const rows = await tx.$queryRaw<KnownChannel[]>(Prisma.sql`
    select ch.id, ch."pageId", ch."metaAppId", ma."appId"
    from channel ch join meta_app ma on ma.id = ch."metaAppId"
    where ch.kind = 'messenger' and ch."deletedAt" is null and ch."pageId" = any(${[...pageIds]}::text[])`);
  return new Map(rows.map((row) => [row.pageId, row]));
}

async function applyOther(
  tx: Tx,
  { event, channel, receivedAt }: Other,
): Promise<void> {
  if (event.type === "lead") {
    await recordLead(tx, {
      channelId: channel.id,
      pageId: channel.pageId,
      formId: event.formId,
      leadgenId: event.leadgenId,
      adId: event.adId,
      createdTime: event.at ?? receivedAt,
    });
  } else {
    await recordPolicy(tx, {
      channelId: channel.id,
      action: event.action,
      reason: event.reason,
      at: event.at ?? receivedAt,
    });
  }
}

async function mark(
  tx: Tx,
  batch: Delivery[],
  outcome: Outcome,
): Promise<void> {
  if (batch.length === 0) return;
  const rows = batch.map(({ id }) => ({
    id: id.toString(),
    error: outcome.parked.get(id) ?? null,
    notes: outcome.notes.get(id) ?? null,
  }));
  await tx.$executeRaw(Prisma.sql`
    update delivery d set state = case when x.error is null then 'applied' else 'parked' end,
      error = x.error, notes = nullif(x.notes, 'null'::jsonb),
      "appliedAt" = case when x.error is null then now() end, attempts = d.attempts + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id bigint, error text, notes jsonb)
    where d.id = x.id`);
}

/** One delivery by itself; a failure is counted, and after several its items are applied one by one. */
async function applyAlone(
  context: Context,
  channel: Channel,
  id: bigint,
): Promise<void> {
  const attempt = await context.db.prisma.delivery.findUnique({
    where: { id },
    select: { attempts: true },
  });
  const splitting = (attempt?.attempts ?? 0) + 1 >= MAX_ATTEMPTS;
  try {
    const outcome = await inTransaction(
      context.db,
      async (tx) => {
        const locked = await tx.$queryRaw<{ id: bigint }[]>(Prisma.sql`
          select id from delivery where id = ${id} and state = 'pending' for update skip locked`);
        const [delivery] = await read(
          tx,
          locked.map((row) => row.id),
        );
        if (!delivery) return null;
        return splitting
          ? applyItemwise(context, tx, channel, delivery)
          : applyBatch(context, tx, channel, [delivery]);
      },
      { timeoutMs: TIMEOUT_MS },
    );
    if (outcome) await finish(context, outcome);
  } catch (error) {
    context.log.error(
      { err: error, delivery: id.toString() },
      "delivery failed",
    );
    const reason = error instanceof Error ? error.name : "error";
    const waitMs = FIRST_BACKOFF_MS * 2 ** (attempt?.attempts ?? 0);
    await context.db.prisma.$executeRaw(Prisma.sql`
      update delivery set attempts = attempts + 1, error = ${reason},
        "nextAttemptAt" = now() + ${waitMs} * interval '1 millisecond',
        state = case when ${splitting} then 'parked' else state end
      where id = ${id} and state = 'pending'`);
  }
}

/** Each item behind a savepoint of its own: what fails is noted and the delivery parked for an admin to see. */
async function applyItemwise(
  context: Context,
  tx: Tx,
  channel: Channel,
  delivery: Delivery,
): Promise<Outcome> {
  const parsed = parseDelivery(channel, delivery);
  const placed = await placeAll(tx, [parsed]);
  const failed: Note[] = [];
  const total: Aftermath = { orphanedKeys: [], messages: 0 };
  const attempt = async (path: string, work: () => Promise<void>) => {
    await tx.$executeRaw`savepoint item`;
    try {
      await work();
      await tx.$executeRaw`release savepoint item`;
    } catch (error) {
      await tx.$executeRaw`rollback to savepoint item`;
      const reason = error instanceof Error ? error.name : "error";
      failed.push({ reason: `failed: ${reason}`, path });
    }
  };
  for (const [index, item] of placed.inThreads.entries()) {
    await attempt(`item ${index} (${item.event.type})`, async () => {
      const done = await applyEvents(tx, [item], context.clock.now());
      total.orphanedKeys.push(...done.orphanedKeys);
      total.messages += done.messages;
    });
  }
  for (const item of placed.others) {
    await attempt(item.event.type, () => applyOther(tx, item));
  }
  const notes = [...failed, ...(placed.notes.get(delivery.id) ?? [])];
  const outcome: Outcome = {
    ...total,
    notes: new Map([[delivery.id, notes.slice(0, MAX_NOTES)]]),
    parked: new Map(
      failed.length > 0
        ? [[delivery.id, `${failed.length} of its items failed`]]
        : [],
    ),
  };
  await mark(tx, [delivery], outcome);
  return outcome;
}

/** After the commit: the screens, the files, the profiles. None is needed for what was applied to hold. */
async function finish(context: Context, outcome: Outcome): Promise<void> {
  context.wake("announce");
  if (outcome.messages > 0) {
    context.wake("media");
    context.wake("profiles");
  }
  for (const key of outcome.orphanedKeys) await context.files.remove(key);
}
