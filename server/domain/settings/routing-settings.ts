import {
  defaultRoutingSettings,
  routingSettingsSchema,
  type RoutingSettings,
  type UpdateRoutingSettings,
} from "#contract/routing/routing-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";

const KEY = "routing";

/** Reads the settings: the stored values over the defaults. Unreadable values count as not stored. */
export async function readRoutingSettings(
  reader: Pick<Sql, "$queryRaw">,
): Promise<RoutingSettings> {
  const [row] = await reader.$queryRaw<{ value: unknown }[]>(
    Prisma.sql`select value from setting where key = ${KEY}`,
  );
  const saved = routingSettingsSchema.partial().safeParse(row?.value ?? {});
  return {
    ...defaultRoutingSettings,
    ...(saved.success ? (saved.data as Partial<RoutingSettings>) : {}),
  };
}

/** Returns the settings. Every agent may read them. */
export function getRoutingSettings(
  context: Context,
  _actor: Actor,
): Promise<RoutingSettings> {
  return readRoutingSettings(context.db.sql);
}

/** Changes the given settings. For admins. @throws AppError forbidden */
export async function updateRoutingSettings(
  context: Context,
  doer: AuditActor,
  patch: UpdateRoutingSettings,
): Promise<RoutingSettings> {
  requireAction(doer, "settings.manage");
  return inSqlTransaction(context.db, async (tx) => {
    const value = { ...(await readRoutingSettings(tx)), ...patch };
    await tx.$executeRaw(Prisma.sql`
      insert into setting (key, value, "updatedAt") values (${KEY}, ${JSON.stringify(value)}::jsonb, now())
      on conflict (key) do update set value = excluded.value, "updatedAt" = excluded."updatedAt"`);
    const target = { type: "setting", id: KEY };
    await writeAudit(tx, doer, "setting.updated", target, patch);
    return readRoutingSettings(tx);
  });
}
