import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { roleSchema, type Role } from "#contract/people/agent.ts";

/** "203.0.113.7", "2001:db8::1", "203.0.113.0/24" or "2001:db8::/32". */
export const addressRangeSchema = z.union([
  z.ipv4(),
  z.ipv6(),
  z.cidrv4(),
  z.cidrv6(),
]);

/** The addresses from which something can be used; at least one. */
export const addressListSchema = z.array(addressRangeSchema).min(1).max(50);

export const MAX_SESSIONS = 50;

/** Roles whose view of customers’ contact data an admin can limit; owners and admins always see it. */
export const LIMITED_ROLES = [
  "supervisor",
  "agent",
  "leads_only",
  "auditor",
  "reviewer",
] as const satisfies readonly Role[];

/** reveal: masked until it is asked for, which is recorded · hidden: always masked. */
export const contactLimitSchema = z.enum(["reveal", "hidden"]);
export type ContactLimit = z.infer<typeof contactLimitSchema>;

export const securitySettingsSchema = z.object({
  /** Agents with these roles set up two-step verification before they go on. */
  totpRequired: z.array(roleSchema),
  /** The addresses from which a role can use the console; a role that is not named can from anywhere. API tokens have lists of their own. */
  allowedAddresses: z.partialRecord(roleSchema, addressListSchema),
  /** Agents whom no list holds back, for the day the network changes. The first such use of a session is in the audit log. */
  addressExempt: z.array(idSchema).max(5),
  /** The number of browsers in which a role can be signed in; one more signs out the one that was used longest ago. */
  sessionLimits: z.partialRecord(
    roleSchema,
    z.number().int().min(1).max(MAX_SESSIONS),
  ),
  /** Roles that see phone numbers, e-mail addresses and external ids of customers masked; a role that is not named sees them. */
  contactLimits: z.partialRecord(z.enum(LIMITED_ROLES), contactLimitSchema),
});
export type SecuritySettings = z.infer<typeof securitySettingsSchema>;

export const updateSecuritySettingsSchema = securitySettingsSchema.partial();
export type UpdateSecuritySettings = z.infer<
  typeof updateSecuritySettingsSchema
>;

export const defaultSecuritySettings: SecuritySettings = {
  totpRequired: [],
  allowedAddresses: {},
  addressExempt: [],
  sessionLimits: {},
  contactLimits: {},
};
