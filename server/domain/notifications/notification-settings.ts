import {
  ALWAYS_LISTED,
  DEFAULT_DIGEST_AFTER_HOURS,
  DEFAULT_MAIL_AFTER_MINUTES,
  MAILED_UNSEEN,
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
import { defaultLeadSettings } from "#contract/leads/lead-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";

/** What waits for the agent's own answer comes by email unless they choose otherwise. */
const MAILED_BY_DEFAULT: ReadonlySet<NotificationKind> = new Set([
  "assigned",
  "mention",
  "message",
  "send_failed",
]);
const UNSEEN: ReadonlySet<NotificationKind> = new Set(MAILED_UNSEEN);

/**
 * Messages and offers have their place in the inbox: they are not listed again.
 * `mail` of leads, which follows the settings of leads, and of digests is not here.
 */
export function defaultWays(kind: NotificationKind): NotificationWays {
  return {
    app: kind !== "message" && kind !== "ring",
    // Nobody needs the digest of the night in their pocket before they come back.
    push: kind !== "digest",
    ...(UNSEEN.has(kind) ? { mail: MAILED_BY_DEFAULT.has(kind) } : {}),
  };
}

const settingsSchema = notificationSettingsSchema.omit({ kinds: true });
const DEFAULTS = {
  pushText: true,
  quietOffShift: true,
  mailAfterMinutes: DEFAULT_MAIL_AFTER_MINUTES,
  mailText: false,
  digestAfterHours: DEFAULT_DIGEST_AFTER_HOURS,
};

type Stored = { kinds?: Record<string, object> };

/** Whether an agent wants emails about leads that are assigned to them. */
export async function wantsLeadMail(
  sql: Sql,
  agentId: string,
): Promise<boolean> {
  const { kinds } = await loadNotificationSettings(sql, { agentId });
  return kinds.lead.mail === true;
}

/** Returns the actor's settings; ways that were never chosen have their defaults. */
export function getNotificationSettings(
  { db }: Context,
  actor: Actor,
): Promise<NotificationSettings> {
  return loadNotificationSettings(db.sql, actor);
}

/** Changes the given members and leaves the others. */
export async function updateNotificationSettings(
  { db }: Context,
  actor: Actor,
  { kinds = {}, ...rest }: UpdateNotificationSettings,
): Promise<NotificationSettings> {
  return inSqlTransaction(db, async (tx) => {
    const [row] = await tx.$queryRaw<{ stored: Stored }[]>(Prisma.sql`
      select "notificationSettings" as stored from agent where id = ${actor.agentId}::uuid for update`);
    const stored = row?.stored ?? {};
    // Only what was chosen is kept: a default can still change.
    const next = { ...stored.kinds };
    for (const kind of NOTIFICATION_KINDS)
      if (kinds[kind]) next[kind] = { ...next[kind], ...kinds[kind] };
    await tx.$executeRaw(Prisma.sql`
      update agent set "notificationSettings" = ${JSON.stringify({ ...stored, ...rest, kinds: next })}::jsonb
      where id = ${actor.agentId}::uuid`);
    return loadNotificationSettings(tx, actor);
  });
}

/** Reads the settings of an agent, for the product itself. */
export async function loadNotificationSettings(
  sql: Sql,
  { agentId }: Pick<Actor, "agentId">,
): Promise<NotificationSettings> {
  // The settings of leads say whether those who have not chosen get emails.
  const [row] = await sql.$queryRaw<
    { stored: Stored; mail: boolean }[]
  >(Prisma.sql`
    select "notificationSettings" as stored, coalesce(
      (select (value->>'notifyByEmail')::boolean from setting where key = 'leads'),
      ${defaultLeadSettings.notifyByEmail}::boolean) as mail
    from agent where id = ${agentId}::uuid`);
  const kinds = row?.stored.kinds ?? {};
  const entries = NOTIFICATION_KINDS.map((kind) => {
    const saved = notificationWaysSchema.partial().safeParse(kinds[kind] ?? {});
    return [
      kind,
      {
        ...defaultWays(kind),
        ...(kind === "lead" ? { mail: row?.mail ?? true } : {}),
        ...(kind === "digest" ? { mail: false } : {}),
        ...(saved.success ? saved.data : {}),
        ...(ALWAYS_LISTED.includes(kind) ? { app: true } : {}),
      },
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
