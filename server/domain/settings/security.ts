import {
  defaultSecuritySettings,
  securitySettingsSchema,
  type SecuritySettings,
  type UpdateSecuritySettings,
} from "#contract/people/security.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { changesOf } from "#server/domain/access/audit-changes.ts";
import { writeAudit, type AuditActor } from "#server/domain/access/audit.ts";
import { invalidField } from "#server/domain/app-error.ts";
import { admitsAddress } from "#server/domain/access/sign-in/addresses.ts";
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

/**
 * Changes the given settings; they take effect within seconds. For admins.
 * @param from the address of the caller, who must not shut themselves out
 * @throws AppError forbidden, invalid_input
 */
export async function updateSecuritySettings(
  context: Context,
  doer: Actor,
  patch: UpdateSecuritySettings,
  from: string,
): Promise<SecuritySettings> {
  requireAction(doer, "settings.manage");
  const changed = await inSqlTransaction(context.db, async (tx) => {
    const old = await readSetting(tx, SETTING);
    const value = await writeSetting(tx, SETTING, patch);
    const list = value.allowedAddresses[doer.role] ?? null;
    const isExempt = value.addressExempt.includes(doer.agentId);
    if (!isExempt && !admitsAddress(list, from))
      throw invalidField("allowedAddresses", "shuts_you_out");
    const target = { type: "setting", id: SETTING.key };
    const changes = changesOf(old, patch);
    await writeAudit(tx, doer, "setting.updated", target, changes);
    return value;
  });
  forgetAgents(context);
  return changed;
}

/**
 * Lets all roles use the console from anywhere again: the command line's way
 * out when the network has changed. @returns the roles that had a list
 */
export async function removeAddressLists(
  context: Context,
  doer: AuditActor,
): Promise<string[]> {
  return inSqlTransaction(context.db, async (tx) => {
    const { allowedAddresses } = await readSetting(tx, SETTING);
    const patch = { allowedAddresses: {} };
    await writeSetting(tx, SETTING, patch);
    const target = { type: "setting", id: SETTING.key };
    await writeAudit(tx, doer, "setting.updated", target, patch);
    return Object.keys(allowedAddresses);
  });
}
