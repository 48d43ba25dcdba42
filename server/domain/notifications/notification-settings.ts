import {
  notificationSettingsSchema,
  notificationWaysSchema,
  type NotificationSettings,
  type NotificationWays,
  type UpdateNotificationSettings,
} from "#contract/notifications/notification-settings.ts";
import {
  NOTIFICATION_KINDS,
  type NotificationKind,
} from "#contract/notifications/notification.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";

/** Messages and offers have their place in the inbox: they are not listed again. */
export function defaultWays(kind: NotificationKind): NotificationWays {
  return { app: kind !== "message" && kind !== "ring", push: true };
}

const settingsSchema = notificationSettingsSchema.omit({ kinds: true });
const DEFAULTS = { pushText: true, quietOffShift: true };

type Stored = { kinds?: Record<string, unknown> };

/** Returns the actor's settings; ways that were never chosen have their defaults. */
export function getNotificationSettings(
  { db }: Context,
  actor: Actor,
): Promise<NotificationSettings> {
  return load(db.sql, actor);
}

/** Changes the given members and leaves the others. */
export async function updateNotificationSettings(
  { db }: Context,
  actor: Actor,
  { kinds = {}, ...rest }: UpdateNotificationSettings,
): Promise<NotificationSettings> {
  return inSqlTransaction(db, async (tx) => {
    await tx.$queryRaw(
      Prisma.sql`select 1 from agent where id = ${actor.agentId}::uuid for update`,
    );
    const before = await load(tx, actor);
    const next = Object.fromEntries(
      NOTIFICATION_KINDS.map((kind) => [
        kind,
        { ...before.kinds[kind], ...kinds[kind] },
      ]),
    );
    await tx.$executeRaw(Prisma.sql`
      update agent set "notificationSettings" = ${JSON.stringify({ ...before, ...rest, kinds: next })}::jsonb
      where id = ${actor.agentId}::uuid`);
    return load(tx, actor);
  });
}

async function load(sql: Sql, actor: Actor): Promise<NotificationSettings> {
  const [row] = await sql.$queryRaw<{ stored: Stored }[]>(Prisma.sql`
    select "notificationSettings" as stored from agent where id = ${actor.agentId}::uuid`);
  const kinds = row?.stored.kinds ?? {};
  const entries = NOTIFICATION_KINDS.map((kind) => {
    const saved = notificationWaysSchema.partial().safeParse(kinds[kind] ?? {});
    return [
      kind,
      { ...defaultWays(kind), ...(saved.success ? saved.data : {}) },
    ];
  });
  const saved = settingsSchema.partial().safeParse(row?.stored ?? {});
  return {
    ...DEFAULTS,
    ...(saved.success ? (saved.data as Partial<typeof DEFAULTS>) : {}),
    kinds: Object.fromEntries(entries) as Record<
      NotificationKind,
      NotificationWays
    >,
  };
}
