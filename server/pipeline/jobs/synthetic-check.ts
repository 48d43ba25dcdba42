import type { Account } from "#server/channels/channel.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { newTestCustomer } from "#server/domain/customers/synthetic-customer.ts";
import {
  beginSyntheticCheck,
  SYNTHETIC_SOURCE,
} from "#server/domain/settings/synthetic-check.ts";
import {
  applyEvents,
  applyingIn,
} from "#server/pipeline/inbound/apply-events.ts";
import type { Intake } from "#server/pipeline/inbound/intake.ts";
import type { ResolvedEvent } from "#server/pipeline/inbound/plan/plan.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { newId, randomToken } from "#server/runtime/crypto.ts";

/**
 * A synthetic message tells every five minutes that customers' messages would
 * come through. It takes these steps, of which each has its own process or
 * loop, and is over once the last is done:
 *
 * receive: the delivery carries its proof, and our own check takes it.
 * rehearse: it is applied in full, with its own channel, customer, thread and
 * message, in a transaction that is undone. So no row is left, and nobody can
 * see or count one.
 * log: it is stored like every delivery, and claimed by whichever process is
 * next. Its source has no channel: applying removes the row and announces it.
 * publish: whichever process publishes records the time.
 */
export type SyntheticChecker = {
  /** Sends one if it is due. A failure is logged, and seen by what does not arrive. */
  round(): Promise<void>;
};

type Parts = Vendor & { intake: Intake };

const KIND = "api";
const TEXT = "A synthetic message. It is shown to nobody.";

export function createSyntheticChecker(parts: Parts): SyntheticChecker {
  const { context } = parts;
  let dueAt = new Date(0);
  return {
    async round() {
      const now = context.clock.now();
      if (context.config.syntheticMessage !== true || now < dueAt) return;
      const token = newId();
      const begun = await inSqlTransaction(context.db, async (tx) => {
        const due = await beginSyntheticCheck(tx, token, now);
        return due === null
          ? { source: await prepareSource(context, tx) }
          : due;
      });
      if (begun instanceof Date) dueAt = begun;
      else
        await send(parts, begun.source, token).catch((error: unknown) =>
          context.log.error({ err: error }, "synthetic message failed"),
        );
    },
  };
}

type Source = { id: string; secret: string };

/** The source, made at the first time. What is left of earlier messages goes, so that rows do not pile up. */
async function prepareSource(
  { vault, clock }: Context,
  tx: Sql,
): Promise<Source> {
  const now = clock.now();
  await tx.$executeRaw(Prisma.sql`
    insert into source (id, kind, "externalId", "secretSealed", "webhookKey", "createdAt")
    values (${newId()}::uuid, ${KIND}, ${SYNTHETIC_SOURCE}, ${vault.seal(randomToken())}, ${randomToken()}, ${now}::timestamptz)
    on conflict (kind, "externalId") do nothing`);
  const [row] = await tx.$queryRaw<{ id: string; secretSealed: string }[]>(
    Prisma.sql`select id, "secretSealed" from source where kind = ${KIND} and "externalId" = ${SYNTHETIC_SOURCE}`,
  );
  if (!row) throw new Error("A source that was ensured is missing.");
  await tx.$executeRaw(Prisma.sql`
    delete from delivery where id in (select id from delivery
      where state in ('pending', 'parked', 'waiting') and "sourceId" = ${row.id}::uuid for update skip locked)`);
  return { id: row.id, secret: vault.open(row.secretSealed) };
}

async function send(
  { context, channels, intake }: Parts,
  { id: sourceId, secret }: Source,
  token: string,
): Promise<void> {
  const channel = channels[KIND];
  const account: Account = {
    kind: KIND,
    accountId: SYNTHETIC_SOURCE,
    appId: SYNTHETIC_SOURCE,
    credentials: "",
    secret,
    options: {},
  };
  const request = channel.testDelivery?.(account, {
    customerId: newTestCustomer(),
    mid: token,
    text: TEXT,
    at: context.clock.now(),
  });
  if (!request) throw new Error("The kind has no test delivery.");
  const { body } = request;
  const source = {
    id: sourceId,
    kind: KIND,
    externalId: SYNTHETIC_SOURCE,
    secrets: [secret],
    verifyToken: null,
  } as const;
  const received = channel.receive(request, source);
  if (received.kind !== "store")
    throw new Error(`Our own check says ${received.answer.status}.`);
  const events = channel.parse(body, source) ?? [];
  await rehearse({ context, channels }, sourceId, events);
  await intake.add({
    sourceId,
    kind: KIND,
    externalId: SYNTHETIC_SOURCE,
    body,
  });
}

/** Thrown to undo a rehearsal that went well. */
class Undone extends Error {}

/** @throws Error where a customer's message would fail, too */
async function rehearse(
  { context, channels }: Vendor,
  sourceId: string,
  events: NonNullable<ReturnType<Vendor["channels"]["api"]["parse"]>>,
): Promise<void> {
  const now = context.clock.now();
  const channel = {
    id: newId(),
    kind: KIND,
    accountId: SYNTHETIC_SOURCE,
    sourceId,
    appId: SYNTHETIC_SOURCE,
  } as const;
  const resolved = events.flatMap((event): ResolvedEvent[] =>
    "customerId" in event
      ? [{ event, channel, receivedAt: now, isOtherApp: false }]
      : [],
  );
  const written = await inSqlTransaction(context.db, async (tx) => {
    await tx.$executeRaw(Prisma.sql`
      insert into channel (id, kind, name, "accountId", "sourceId", "credentialsSealed", "createdAt")
      values (${channel.id}::uuid, ${KIND}, ${SYNTHETIC_SOURCE}, ${SYNTHETIC_SOURCE}, ${sourceId}::uuid, '', ${now}::timestamptz)`);
    await applyEvents(tx, resolved, applyingIn(context, channels));
    // It comes after all statements of applying, and fails if one of them did.
    const [row] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`
      select count(*)::int as count from message where "channelId" = ${channel.id}::uuid`);
    if (row?.count !== 1) return row?.count ?? 0;
    throw new Undone();
  }).catch((error: unknown) => {
    if (error instanceof Undone) return 1;
    throw error;
  });
  if (written !== 1) throw new Error(`It wrote ${written} messages.`);
}
