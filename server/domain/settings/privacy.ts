import {
  defaultPrivacySettings,
  privacySettingsSchema,
  type PrivacySettings,
  type UpdatePrivacySettings,
} from "#contract/company/privacy.ts";
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

const SETTING: Setting<PrivacySettings> = {
  key: "privacy",
  schema: privacySettingsSchema,
  defaults: defaultPrivacySettings,
};

/** Reads the settings as they are stored. */
export function readPrivacySettings(
  reader: Pick<Sql, "$queryRaw">,
): Promise<PrivacySettings> {
  return readSetting(reader, SETTING);
}

/** Returns the settings. For admins. @throws AppError forbidden */
export function getPrivacySettings(
  { db }: Context,
  actor: Actor,
): Promise<PrivacySettings> {
  requireAction(actor, "settings.inspect");
  return readPrivacySettings(db.sql);
}

/** Changes the given settings. For admins. @throws AppError forbidden */
export async function updatePrivacySettings(
  context: Context,
  doer: AuditActor,
  patch: UpdatePrivacySettings,
): Promise<PrivacySettings> {
  requireAction(doer, "settings.manage");
  return inSqlTransaction(context.db, async (tx) => {
    const old = await readSetting(tx, SETTING);
    const value = await writeSetting(tx, SETTING, patch);
    await writeAudit(
      tx,
      doer,
      "setting.updated",
      { type: "setting", id: SETTING.key },
      changesOf(old, patch),
    );
    return value;
  });
}
