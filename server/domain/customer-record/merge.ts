import { broughtAliases, unitedAliases } from "#contract/customers/aliases.ts";
import type { MergeCustomers } from "#contract/customers/customer-requests.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { AuditAction } from "#server/domain/access/audit-action.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import { requireShownFields } from "#server/domain/access/hide-fields.ts";
import { copyHolds } from "#server/domain/access/legal-hold.ts";
import type { Context } from "#server/domain/context.ts";
import { refreshContactKeys } from "#server/domain/customers/contact-keys.ts";
import { refreshOptOut } from "#server/domain/customers/consents.ts";
import type { StoredProofs } from "#server/domain/customers/contact-proofs.ts";
import { changeCustomer } from "#server/domain/customers/see-customer.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import { newId } from "#server/runtime/crypto.ts";
import {
  asMembers,
  choiceOf,
  editedAgain,
  editedBy,
  NOTHING,
  replacedBy,
  returnOwnProofs,
  type Replaced,
} from "./merge-choice.ts";
import { keptAliases } from "./merge-aliases.ts";
import { disinheritApart, inheritApart } from "./keep-apart.ts";
import {
  dropProofs,
  NO_PROOFS,
  returnProofs,
  takeProofs,
  type MovedProofs,
} from "./merge-proofs.ts";

/** So long a merge can be undone. */
const UNDO_DAYS = 30;
const DAY_MS = 86_400_000;

/** Facts that the survivor takes from the other where it has none. */
const FACTS = [
  "name",
  "firstName",
  "lastName",
  "avatarKey",
  "locale",
  "timezone",
  "accountOwnerId",
  "stageId",
] as const;

type Facts = Record<(typeof FACTS)[number], unknown> & {
  id: string;
  name: string | null;
  aliases: string[];
  fields: Record<string, unknown>;
  verified: StoredProofs;
  nameEdited: boolean;
  localeEdited: boolean;
  timezoneEdited: boolean;
  mergedIntoId: string | null;
  erasedAt: Date | null;
};

/** The rows that came from the other customer. Undoing moves these rows back, and takes back facts that are still the other's. */
type Moved = {
  identityIds: string[];
  leadIds: string[];
  noteIds: string[];
  labelIds: string[];
  /** Left out in merges from before there were stages. */
  stageChangeIds?: string[];
  /** Left out by versions before. */
  blockChangeIds?: string[];
  /** Identities whose profiles name the survivor no more. Left out by versions before, like the next. */
  namelessIds?: string[];
  /** The name that the survivor took was corrected by an agent. */
  nameEdited?: boolean;
  /** Left out by versions before where both names were the same. */
  aliases?: string[];
  facts: Record<string, unknown>;
  fields: Record<string, unknown>;
  /** The survivor's values of the details that were chosen from the other. Left out by versions before. */
  replaced?: Replaced;
  /** Left out by versions before, like the next. */
  proofs?: MovedProofs;
  /** Customers that are not the same person as the other. */
  apartIds?: string[];
};

/**
 * Makes two customers one. Identities, conversations, leads, notes and labels
 * move to the survivor, whose consents are then those of both; a fact or field comes from the other only where the
 * survivor has none or a person has chosen it, and another name stays as an alias. The profiles of the one whose name stays go on naming the person, and those of the other do not. A contact that was verified on one of both stays verified.
 * Conversations stay apart, with their owners. The other's
 * id leads to the survivor.
 * @returns the id by which it can be undone
 * @throws AppError not_found, forbidden, participant_only, invalid_input (the
 * same customer twice, an erased one)
 */
export function mergeCustomers(
  context: Context,
  actor: Actor,
  { survivorId, otherId, ...chosen }: MergeCustomers,
): Promise<{ mergeId: string }> {
  const choice = choiceOf(chosen);
  requireShownFields(actor, asMembers(choice.fields), "fieldsFromOther");
  const now = context.clock.now();
  return inSqlTransaction(context.db, async (tx) => {
    await changeCustomer(tx, actor, survivorId);
    await changeCustomer(tx, actor, otherId);
    if (survivorId === otherId)
      throw invalidInput("otherId", "Choose another customer.");
    const [survivor, other] = await lockBoth(tx, survivorId, otherId);
    if ([survivor, other].some((one) => one.mergedIntoId ?? one.erasedAt))
      throw invalidInput("otherId", "This customer no longer exists.");
    const replaced = replacedBy(choice, { survivor, other });
    const moved = await moveRows(tx, { survivor, other, replaced });
    await takeFacts(tx, { survivor, other, moved });
    moved.proofs = await takeProofs(tx, survivor, other);
    await tx.$executeRaw(Prisma.sql`
      update customer set "mergedIntoId" = ${survivorId}::uuid, "emailKey" = null, "phoneKey" = null,
        version = version + 1 where id = ${otherId}::uuid`);
    await refreshOptOut(tx, survivorId);
    await copyHolds(tx, { from: otherId, to: survivorId });
    const mergeId = newId();
    await tx.$executeRaw(Prisma.sql`
      insert into customer_merge (id, "survivorId", "otherId", moved, "mergedAt", "mergedById")
      values (${mergeId}::uuid, ${survivorId}::uuid, ${otherId}::uuid, ${JSON.stringify(moved)}::jsonb,
        ${now}::timestamptz, ${actor.agentId}::uuid)`);
    await told(tx, actor, "customer.merged", {
      survivorId,
      otherId,
      mergeId,
      ...chosen,
    });
    return { mergeId };
  });
}

/**
 * Takes a merge apart: what came from the other goes back to it, as far as it
 * has not been changed since. Safe to repeat.
 * @throws AppError not_found, forbidden, wrong_state (older than 30 days, or
 * one of both was erased or merged again)
 */
export async function undoMerge(
  context: Context,
  actor: Actor,
  mergeId: string,
): Promise<void> {
  const now = context.clock.now();
  await inSqlTransaction(context.db, async (tx) => {
    const [merge] = await tx.$queryRaw<
      {
        id: string;
        survivorId: string;
        otherId: string;
        moved: Moved;
        mergedAt: Date;
        undoneAt: Date | null;
      }[]
    >(
      Prisma.sql`select * from customer_merge where id = ${mergeId}::uuid for update`,
    );
    if (!merge) throw new AppError("not_found", { mergeId });
    const { survivorId, otherId, moved, mergedAt, undoneAt } = merge;
    await changeCustomer(tx, actor, survivorId);
    if (undoneAt !== null) return;
    const [survivor, other] = await lockBoth(tx, survivorId, otherId);
    const isOld = now.getTime() - mergedAt.getTime() > UNDO_DAYS * DAY_MS;
    const isGone = [survivor, other].some((one) => one.erasedAt !== null);
    if (isOld || isGone || survivor.mergedIntoId !== null)
      throw new AppError("wrong_state", {
        current: { mergedAt: mergedAt.toISOString() },
      });
    await moveBack(tx, merge);
    const { proofs = NO_PROOFS, apartIds = [] } = moved;
    const returned = await dropProofs(tx, survivor, proofs);
    await returnFacts(tx, survivor, {
      ...moved,
      aliases: await keptAliases(tx, survivor.aliases, merge),
    });
    await returnOwnProofs(tx, survivorId, moved.replaced ?? NOTHING);
    await disinheritApart(tx, survivorId, apartIds);
    await tx.$executeRaw(Prisma.sql`
      update customer set "mergedIntoId" = null, version = version + 1 where id = ${otherId}::uuid`);
    await tx.$executeRaw(Prisma.sql`
      update customer_merge set "undoneAt" = ${now}::timestamptz where id = ${mergeId}::uuid`);
    await refreshContactKeys(tx, otherId);
    await returnProofs(tx, otherId, returned);
    await touchThreadsOf(tx, otherId);
    for (const id of [survivorId, otherId]) await refreshOptOut(tx, id);
    const ids = { survivorId, otherId, mergeId };
    await told(tx, actor, "customer.merge_undone", ids);
  });
}

/** In the order of their ids, so that two merges cannot wait for each other. */
async function lockBoth(
  tx: Sql,
  survivorId: string,
  otherId: string,
): Promise<[Facts, Facts]> {
  const rows = await tx.$queryRaw<Facts[]>(Prisma.sql`
    select id, name, aliases, "firstName", "lastName", "avatarKey", locale, timezone, "accountOwnerId", "stageId", fields, verified, "nameEdited",
      "localeEdited", "timezoneEdited", "mergedIntoId", "erasedAt"
    from customer where id = any(${[survivorId, otherId]}::uuid[]) order by id for update`);
  const of = (id: string) => rows.find((row) => row.id === id);
  const [survivor, other] = [of(survivorId), of(otherId)];
  if (!survivor || !other) throw new AppError("not_found", { otherId });
  return [survivor, other];
}

type Pair = { survivor: Facts; other: Facts };

async function moveRows(
  tx: Sql,
  { survivor, other, replaced }: Pair & { replaced: Replaced },
): Promise<Moved> {
  const to = Prisma.sql`${survivor.id}::uuid`;
  const from = Prisma.sql`${other.id}::uuid`;
  const moving = async (table: string): Promise<string[]> =>
    (
      await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
        update ${Prisma.raw(table)} set "customerId" = ${to} where "customerId" = ${from} returning id`)
    ).map(({ id }) => id);
  const taken = FACTS.filter(
    (key) =>
      key in replaced.facts ||
      ((survivor[key] ?? null) === null && (other[key] ?? null) !== null),
  );
  const takesName = taken.includes("name");
  const [named, renamed] =
    "name" in replaced.facts ? [other, survivor] : [survivor, other];
  // Profiles are fetched again and again: those of one of both name the person.
  const nameless = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    update identity set "namesCustomer" = false
    where "customerId" = ${takesName ? to : from} and "namesCustomer" returning id`);
  const identityIds = await moving("identity");
  await moving("thread");
  // A block of the survivor holds for the person, and one of the other ends.
  await tx.$executeRaw(Prisma.sql`
    update identity i set "blockedUntil" = case when c."blockedAt" is null then null
      else coalesce(c."blockedUntil", '9999-01-01') end
    from customer c where c.id = ${to} and i.id = any(${identityIds}::uuid[])`);
  const labels = await tx.$queryRaw<{ labelId: string }[]>(Prisma.sql`
    insert into customer_label ("customerId", "labelId")
    select ${to}, "labelId" from customer_label where "customerId" = ${from}
    on conflict do nothing returning "labelId"`);
  return {
    identityIds,
    namelessIds: nameless.map(({ id }) => id),
    nameEdited: takesName && other.nameEdited,
    leadIds: await moving("lead"),
    noteIds: await moving("customer_note"),
    stageChangeIds: await moving("customer_stage_change"),
    blockChangeIds: await moving("customer_block_change"),
    labelIds: labels.map(({ labelId }) => labelId),
    aliases: broughtAliases(named, {
      name: renamed.name,
      aliases: other.aliases,
    }),
    facts: Object.fromEntries(taken.map((key) => [key, other[key]])),
    fields: Object.fromEntries(
      Object.entries(other.fields).filter(
        ([key]) => key in replaced.fields || !(key in survivor.fields),
      ),
    ),
    replaced,
    apartIds: await inheritApart(tx, survivor.id, other.id),
  };
}

async function takeFacts(
  tx: Sql,
  {
    survivor: { id, ...survivor },
    other,
    moved: {
      facts,
      fields,
      aliases = [],
      nameEdited = false,
      replaced = NOTHING,
    },
  }: Pair & { moved: Moved },
): Promise<void> {
  await writeFacts(tx, id, {
    ...survivor,
    ...facts,
    aliases: unitedAliases(survivor.aliases, aliases),
    nameEdited: survivor.nameEdited || nameEdited,
    ...editedBy(replaced, { other }),
    fields: { ...survivor.fields, ...fields },
  });
}

/** `aliases`: those that the survivor keeps. */
type Returned = Moved & { aliases: string[] };

async function returnFacts(
  tx: Sql,
  { id, ...survivor }: Facts,
  { facts, fields, aliases, nameEdited = false, replaced = NOTHING }: Returned,
): Promise<void> {
  const isSame = (a: unknown, b: unknown) =>
    JSON.stringify(a) === JSON.stringify(b);
  // Only what is still the other's: a later change stays.
  const returned = FACTS.filter(
    (key) => key in facts && isSame(facts[key], survivor[key]),
  );
  const own = Object.fromEntries(
    returned.map((key) => [key, replaced.facts[key] ?? null]),
  );
  const kept = Object.entries(survivor.fields).flatMap(([key, value]) => {
    if (!(key in fields && isSame(fields[key], value))) return [[key, value]];
    return key in replaced.fields ? [[key, replaced.fields[key]]] : [];
  });
  const losesName = returned.includes("name") && (own["name"] ?? null) === null;
  await writeFacts(tx, id, {
    ...survivor,
    ...own,
    aliases,
    nameEdited: survivor.nameEdited && !(nameEdited && losesName),
    ...editedAgain(replaced, returned),
    fields: Object.fromEntries(kept) as Record<string, unknown>,
  });
}

async function writeFacts(
  tx: Sql,
  id: string,
  facts: Omit<Facts, "id">,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update customer set name = x.name, aliases = x.aliases, "firstName" = x."firstName", "lastName" = x."lastName",
      "avatarKey" = x."avatarKey", locale = x.locale, timezone = x.timezone, "accountOwnerId" = x."accountOwnerId",
      "stageId" = x."stageId", "nameEdited" = x."nameEdited", "localeEdited" = x."localeEdited",
      "timezoneEdited" = x."timezoneEdited", fields = x.fields, version = version + 1
    from jsonb_to_record(${JSON.stringify(facts)}::jsonb) as x(name text, aliases text[], "firstName" text, "lastName" text,
      "avatarKey" text, locale text, timezone float8, "accountOwnerId" uuid, "stageId" uuid, "nameEdited" boolean, "localeEdited" boolean,
      "timezoneEdited" boolean, fields jsonb)
    where id = ${id}::uuid`);
  await refreshContactKeys(tx, id);
  await touchThreadsOf(tx, id);
}

/** Rows that have gone elsewhere since stay there. Conversations go with their identity. */
async function moveBack(
  tx: Sql,
  {
    survivorId,
    otherId,
    moved,
  }: { survivorId: string; otherId: string; moved: Moved },
): Promise<void> {
  const back = (table: string, ids: string[], key = "id") =>
    tx.$executeRaw(Prisma.sql`
      update ${Prisma.raw(table)} set "customerId" = ${otherId}::uuid
      where ${Prisma.raw(`"${key}"`)} = any(${ids}::uuid[]) and "customerId" = ${survivorId}::uuid`);
  await tx.$executeRaw(Prisma.sql`
    update identity set "namesCustomer" = true where id = any(${moved.namelessIds ?? []}::uuid[])
      and "customerId" = ${survivorId}::uuid`);
  await back("identity", moved.identityIds);
  await back("thread", moved.identityIds, "identityId");
  await back("lead", moved.leadIds);
  await back("customer_note", moved.noteIds);
  await back("customer_stage_change", moved.stageChangeIds ?? []);
  await back("customer_block_change", moved.blockChangeIds ?? []);
  await tx.$executeRaw(Prisma.sql`
    delete from customer_label where "customerId" = ${survivorId}::uuid and "labelId" = any(${moved.labelIds}::uuid[])`);
}

async function told(
  tx: Sql,
  actor: Actor,
  action: AuditAction,
  { survivorId, ...detail }: MergeCustomers & { mergeId: string },
): Promise<void> {
  await writeAudit(
    tx,
    actor,
    action,
    { type: "customer", id: survivorId },
    detail,
  );
  await announce(
    tx,
    [survivorId, detail.otherId].map((customerId) => ({
      kind: "customer.changed",
      payload: { customerId },
    })),
  );
}
