import { backOffMs } from "#server/runtime/back-off.ts";
import { Prisma } from "#server/db/client.ts";
import { ROUNDED_NOW } from "#server/db/rounded-now.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { endWaitForLanguage } from "#server/domain/customers/language.ts";
import { refreshContactKeys } from "#server/domain/customers/contact-keys.ts";
import { takeToldContacts } from "#server/domain/customers/told-contacts.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";

/** A customer on a channel whose profile is to be fetched. */
export type DueProfile = {
  identityId: string;
  customerId: string;
  channelId: string;
  externalId: string;
  attempts: number;
  /** No profile has been fetched yet: the name is shown before the picture. */
  isFirst: boolean;
};

/** The vendor's profile of a person; null where the vendor gives nothing. */
export type CustomerProfile = {
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  timezone: number | null;
  /**
   * none and missing: the old one stays; missing: fetched again soon; pending:
   * it is being fetched, and the profile will be recorded again with it.
   */
  picture:
    | { kind: "pending" }
    | { kind: "kept"; key: string }
    | { kind: "none" }
    | { kind: "missing"; reason: string };
};

type Before = Names & { fields: Record<string, unknown> };

type Names = Pick<CustomerProfile, "name" | "firstName" | "lastName"> & {
  avatarKey: string | null;
};

/** While a profile is claimed, no other process fetches it. After a crash the claim ends then. */
const CLAIM_MS = 120_000;
const REFRESH = "7 days";
const ASK_REFUSED_AGAIN = "1 day";
const FIRST_BACKOFF_MS = 2_000;
const LAST_BACKOFF_MS = 3_600_000;
const LAST_PICTURE_BACKOFF_MS = 24 * 3_600_000;

export const PROFILES_DUE = Prisma.sql`identity d join channel ch on ch.id = d."channelId"
      where d."profileDueAt" <= ${ROUNDED_NOW} and ch.enabled and ch."deletedAt" is null`;

/** Claims up to `limit` profiles that are due. */
export function claimProfiles(
  context: Context,
  limit: number,
): Promise<DueProfile[]> {
  return context.db.sql.$queryRaw<DueProfile[]>(Prisma.sql`
    update identity i set "profileAttempts" = i."profileAttempts" + 1,
      "profileDueAt" = now() + ${CLAIM_MS} * interval '1 millisecond'
    from (select d.id from ${PROFILES_DUE}
      order by d."profileDueAt" limit ${limit} for update of d skip locked) due
    where i.id = due.id
    returning i.id as "identityId", i."customerId", i."channelId", i."externalId",
      i."profileAttempts" as attempts, i."profileAt" is null as "isFirst"`);
}

/**
 * Writes a profile, to the customer who has the identity now, and schedules the next fetch in a week, or sooner, with
 * growing pauses, where only the picture failed. It does not overwrite a name
 * that an agent has corrected, and a known name stays if the profile has none. Of a merged customer, an identity
 * that does not name the customer only fills in what is missing.
 * One of a person who was erased while it was fetched is not written.
 * @returns the key of the picture that is no longer used
 */
export async function recordProfile(
  context: Context,
  { identityId, externalId, attempts }: DueProfile,
  profile: CustomerProfile,
): Promise<string | null> {
  const { picture } = profile;
  const again = nextFetch(picture, attempts);
  const replaced = await inSqlTransaction(context.db, async (tx) => {
    const [identity] = await tx.$queryRaw<
      { customerId: string; namesCustomer: boolean }[]
    >(Prisma.sql`
      update identity set "profileState" = 'known', "profileAt" = now(), ${again}
      where id = ${identityId}::uuid and "externalId" = ${externalId} returning "customerId", "namesCustomer"`);
    if (!identity) return picture.kind === "kept" ? picture.key : null;
    const { customerId, namesCustomer } = identity;
    const [before] = await tx.$queryRaw<Before[]>(
      Prisma.sql`select name, "firstName", "lastName", "avatarKey", fields from customer where id = ${customerId}::uuid for update`,
    );
    const contacts = await takeToldContacts(
      tx,
      identityId,
      before?.fields ?? {},
    );
    const { name, firstName, lastName } = namesFrom(
      profile,
      before,
      namesCustomer,
    );
    const known = before?.avatarKey ?? null;
    const avatarKey =
      picture.kind === "kept" && (namesCustomer || known === null)
        ? picture.key
        : known;
    // What the person has on another channel comes before this.
    const locale = namesCustomer
      ? Prisma.sql`coalesce(${profile.locale}, locale)`
      : Prisma.sql`coalesce(locale, ${profile.locale})`;
    const timezone = namesCustomer
      ? Prisma.sql`coalesce(${profile.timezone}::float8, timezone)`
      : Prisma.sql`coalesce(timezone, ${profile.timezone}::float8)`;
    const changed = await tx.$executeRaw(Prisma.sql`
      update customer set version = version + 1, "firstName" = ${firstName}, "lastName" = ${lastName},
        fields = fields || ${contacts}::jsonb, name = case when "nameEdited" then name else ${name} end, "avatarKey" = ${avatarKey},
        locale = case when "localeEdited" then locale else ${locale} end,
        timezone = case when "timezoneEdited" then timezone else ${timezone} end
      where id = ${customerId}::uuid and (
        (not "nameEdited" and name is distinct from ${name}) or "avatarKey" is distinct from ${avatarKey}
        or ${contacts}::jsonb <> '{}' or "firstName" is distinct from ${firstName} or "lastName" is distinct from ${lastName}
        or (not "localeEdited" and locale is distinct from ${locale})
        or (not "timezoneEdited" and timezone is distinct from ${timezone}))`);
    if (contacts !== "{}") await refreshContactKeys(tx, customerId);
    if (changed > 0) await touchThreadsOf(tx, customerId);
    await endWaitForLanguage(tx, identityId, context.clock.now());
    if (picture.kind === "kept" && picture.key !== avatarKey)
      return picture.key;
    return known === avatarKey ? null : known;
  });
  return replaced;
}

/** The names that a customer has after a profile was fetched. Pure. */
function namesFrom(
  profile: CustomerProfile,
  before: Before | undefined,
  namesCustomer: boolean,
): Pick<Names, "name" | "firstName" | "lastName"> {
  const stays =
    profile.name === null || (!namesCustomer && before?.name !== null);
  return stays && before ? before : profile;
}

function nextFetch(
  picture: CustomerProfile["picture"],
  attempts: number,
): Prisma.Sql {
  if (picture.kind === "pending") return Prisma.sql`"profileError" = null`; // the claim goes on
  if (picture.kind === "missing")
    return Prisma.sql`"profileError" = ${picture.reason},
      "profileDueAt" = now() + ${pictureBackoffMs(attempts)} * interval '1 millisecond'`;
  return Prisma.sql`"profileError" = null, "profileAttempts" = 0, "profileDueAt" = now() + ${REFRESH}::interval`;
}

/** Each fetch gives a new address of the picture, so it may work the next time. */
function pictureBackoffMs(attempts: number): number {
  return backOffMs({
    failures: attempts,
    firstMs: FIRST_BACKOFF_MS,
    lastMs: LAST_PICTURE_BACKOFF_MS,
  });
}

/** Postpones a profile. `refused`: the vendor does not give it; fetched again tomorrow. */
export async function postponeProfile(
  context: Context,
  { identityId, externalId, attempts }: DueProfile,
  { reason, refused }: { reason: string; refused: boolean },
): Promise<void> {
  const waitMs = backOffMs({
    failures: attempts,
    firstMs: FIRST_BACKOFF_MS,
    lastMs: LAST_BACKOFF_MS,
  });
  await context.db.sql.$executeRaw(
    refused
      ? Prisma.sql`update identity set "profileState" = 'refused', "profileError" = ${reason}, "profileAttempts" = 0,
          "profileDueAt" = now() + ${ASK_REFUSED_AGAIN}::interval where id = ${identityId}::uuid and "externalId" = ${externalId}`
      : Prisma.sql`update identity set "profileError" = ${reason},
          "profileDueAt" = now() + ${waitMs} * interval '1 millisecond'
          where id = ${identityId}::uuid and "externalId" = ${externalId}`,
  );
  await endWaitForLanguage(context.db.sql, identityId, context.clock.now());
}
