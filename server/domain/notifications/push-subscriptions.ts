import {
  firstWants,
  type PushSubscriptionRecord,
  type PushSubscriptionRequest,
  type PushSubscriptions,
  type UpdatePushSubscription,
} from "#contract/notifications/push.ts";
import { Prisma } from "#server/db/client.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { deviceOf } from "#server/domain/access/sign-in/agent-sessions.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";
import { newId } from "#server/runtime/crypto.ts";
import type { PushTarget } from "./push-jobs.ts";
import { loadVapidKeys } from "./vapid.ts";

/** More devices than a person has; the oldest leave. */
const MAX_DEVICES = 20;

type Row = Omit<
  PushSubscriptionRecord,
  "createdAt" | "lastAcceptedAt" | "mutedUntil" | "browser" | "system"
> & {
  createdAt: Date;
  mutedUntil: Date | null;
  lastAcceptedAt: Date | null;
};

const COLUMNS = Prisma.sql`id, endpoint, "userAgent", wants, "mutedUntil", "createdAt", "lastAcceptedAt", error`;

/** Lists the actor's devices, newest first, with the key that a new one subscribes with. */
export async function listPushSubscriptions(
  context: Context,
  actor: Actor,
): Promise<PushSubscriptions> {
  const [rows, { publicKey }] = await Promise.all([
    context.db.sql.$queryRaw<Row[]>(Prisma.sql`
      select ${COLUMNS} from push_subscription where "agentId" = ${actor.agentId}::uuid order by id desc`),
    loadVapidKeys(context),
  ]);
  return { items: rows.map(shape), nextCursor: null, publicKey };
}

/**
 * Keeps a device. Safe to repeat: a known endpoint gets the new keys, and is
 * the actor's from now on, because another person has signed in on it. It keeps
 * its choice of kinds only for the same person.
 * `sessionId`: the end of that session ends it, too.
 * @throws AppError invalid_input: not https, where private addresses are not allowed
 */
export async function savePushSubscription(
  { db, config }: Context,
  actor: Actor,
  { endpoint, keys }: PushSubscriptionRequest,
  device: { sessionId: string | null; userAgent: string | null },
): Promise<PushSubscriptionRecord> {
  if (!endpoint.startsWith("https:") && !config.outboundPrivate)
    throw invalidInput("endpoint", "Use an https address.");
  return inSqlTransaction(db, async (tx) => {
    const [row] = await tx.$queryRaw<Row[]>(Prisma.sql`
      insert into push_subscription as s (id, "agentId", "sessionId", endpoint, p256dh, auth, "userAgent", wants)
      values (${newId()}::uuid, ${actor.agentId}::uuid, ${device.sessionId}::uuid, ${endpoint}, ${keys.p256dh},
        ${keys.auth}, ${device.userAgent}, ${firstWants(actor.role)})
      on conflict (endpoint) do update set "agentId" = excluded."agentId", "sessionId" = excluded."sessionId",
        p256dh = excluded.p256dh, auth = excluded.auth, "userAgent" = excluded."userAgent", error = null,
        wants = case when s."agentId" = excluded."agentId" then s.wants else excluded.wants end,
        "mutedUntil" = case when s."agentId" = excluded."agentId" then s."mutedUntil" end
      returning ${COLUMNS}`);
    if (!row) throw new Error("The subscription was not kept.");
    await tx.$executeRaw(Prisma.sql`
      delete from push_subscription where id in (select id from push_subscription
        where "agentId" = ${actor.agentId}::uuid order by id desc offset ${MAX_DEVICES}::int)`);
    return shape(row);
  });
}

/** Changes what a device gets. @throws AppError not_found: also a device of another person */
export async function updatePushSubscription(
  { db }: Context,
  actor: Actor,
  id: string,
  { wants, mutedUntil }: UpdatePushSubscription,
): Promise<PushSubscriptionRecord> {
  const until =
    mutedUntil === undefined
      ? Prisma.sql`"mutedUntil"`
      : Prisma.sql`${mutedUntil}::timestamptz`;
  const [row] = await db.sql.$queryRaw<Row[]>(Prisma.sql`
    update push_subscription set wants = coalesce(${wants ?? null}, wants), "mutedUntil" = ${until}
    where id = ${id}::uuid and "agentId" = ${actor.agentId}::uuid returning ${COLUMNS}`);
  if (!row) throw new AppError("not_found", { id });
  return shape(row);
}

/** @throws AppError not_found: also a device of another person */
export async function removePushSubscription(
  { db }: Context,
  actor: Actor,
  id: string,
): Promise<void> {
  const removed = await db.sql.$executeRaw(Prisma.sql`
    delete from push_subscription where id = ${id}::uuid and "agentId" = ${actor.agentId}::uuid`);
  if (removed === 0) throw new AppError("not_found", { id });
}

/** Removes the caller's device with this address at its push service. @throws AppError not_found: also a device of another person */
export async function removePushEndpoint(
  { db }: Context,
  actor: Actor,
  endpoint: string,
): Promise<void> {
  const removed = await db.sql.$executeRaw(Prisma.sql`
    delete from push_subscription where endpoint = ${endpoint} and "agentId" = ${actor.agentId}::uuid`);
  if (removed === 0) throw new AppError("not_found", { endpoint });
}

/** Reads the device and the language of a test. @throws AppError not_found: also a device of another person */
export async function loadTestTarget(
  { db }: Context,
  actor: Actor,
  id: string,
): Promise<{ target: PushTarget; locale: string | null }> {
  const [row] = await db.sql.$queryRaw<
    (PushTarget & { locale: string | null })[]
  >(Prisma.sql`
    select s.id as "subscriptionId", s.endpoint, s.p256dh, s.auth,
      coalesce(a.locale, (select value->>'locale' from setting where key = 'company')) as locale
    from push_subscription s join agent a on a.id = s."agentId"
    where s.id = ${id}::uuid and s."agentId" = ${actor.agentId}::uuid`);
  if (!row) throw new AppError("not_found", { id });
  const { locale, ...target } = row;
  return { target, locale };
}

function shape({
  createdAt,
  mutedUntil,
  lastAcceptedAt,
  ...row
}: Row): PushSubscriptionRecord {
  return {
    ...row,
    ...deviceOf(row.userAgent),
    mutedUntil: mutedUntil?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    lastAcceptedAt: lastAcceptedAt?.toISOString() ?? null,
  };
}
