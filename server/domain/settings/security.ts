import {
  defaultSecuritySettings,
  securitySettingsSchema,
  type SecuritySettings,
  type UpdateSecuritySettings,
} from "#contract/people/totp.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { SECURITY_KEY } from "#server/domain/access/sign-in/bearers.ts";
import { forgetAgents } from "#server/domain/access/sign-in/sessions.ts";
import type { Context } from "#server/domain/context.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";

const SETTING: Setting<SecuritySettings> = {
  key: SECURITY_KEY,
  schema: securitySettingsSchema,
  defaults: defaultSecuritySettings,
};

/** Returns the settings. For admins. @throws AppError forbidden */
export function getSecuritySettings(
  context: Context,
  actor: Actor,
): Promise<SecuritySettings> {
  requireAction(actor, "settings.inspect");
  return readSetting(context.db.sql, SETTING);
}

/** Changes the given settings; they take effect within seconds. For admins. @throws AppError forbidden */
export async function updateSecuritySettings(
  context: Context,
  doer: AuditActor,
  patch: UpdateSecuritySettings,
): Promise<SecuritySettings> {
  requireAction(doer, "settings.manage");
  const changed = await inSqlTransaction(context.db, async (tx) => {
    const value = await writeSetting(tx, SETTING, patch);
    const target = { type: "setting", id: SETTING.key };
    await writeAudit(tx, doer, "setting.updated", target, patch);
    return value;
  });
  forgetAgents(context);
  return changed;
}
