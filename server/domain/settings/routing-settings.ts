import {
  defaultRoutingSettings,
  routingSettingsSchema,
  type RoutingSettings,
  type UpdateRoutingSettings,
} from "#contract/routing-settings.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { requireRole, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type Doer } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";

const KEY = "routing";

/** What was saved over the defaults; what cannot be read any more counts as not saved. */
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

/** Everybody may know them. */
export function getRoutingSettings(
  context: Context,
  _actor: Actor,
): Promise<RoutingSettings> {
  return readRoutingSettings(context.db.prisma);
}

/** For admins; changes what is named. @throws AppError forbidden */
export async function updateRoutingSettings(
  context: Context,
  doer: Doer,
  patch: UpdateRoutingSettings,
): Promise<RoutingSettings> {
  requireRole(doer, "admin");
  return inTransaction(context.db, async (tx) => {
    const value = { ...(await readRoutingSettings(tx)), ...patch };
    const json = value as Prisma.InputJsonObject;
    await tx.setting.upsert({
      where: { key: KEY },
      create: { key: KEY, value: json },
      update: { value: json },
      select: { key: true },
    });
    const target = { type: "setting", id: KEY };
    await writeAudit(tx, doer, "setting.updated", target, patch);
    return readRoutingSettings(tx);
  });
}
