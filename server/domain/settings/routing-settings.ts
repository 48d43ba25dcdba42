import {
  defaultRoutingSettings,
  routingSettingsSchema,
  type RoutingSettings,
  type UpdateRoutingSettings,
} from "#contract/routing/routing-settings.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";

const SETTING: Setting<RoutingSettings> = {
  key: "routing",
  schema: routingSettingsSchema,
  defaults: defaultRoutingSettings,
};

/** Reads the settings as they are stored. */
export function readRoutingSettings(
  reader: Pick<Sql, "$queryRaw">,
): Promise<RoutingSettings> {
  return readSetting(reader, SETTING);
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
    const old = await readSetting(tx, SETTING);
    const value = await writeSetting(tx, SETTING, patch);
    const target = { type: "setting", id: SETTING.key };
    const changes = changesOf(old, patch);
    await writeAudit(tx, doer, "setting.updated", target, changes);
    return value;
  });
}
