import { withoutAliases } from "#contract/customers/aliases.ts";
import type { PageQuery } from "#contract/base/page.ts";
import {
  DEFAULT_CUSTOMER_SORT,
  type CustomerSort,
} from "#contract/customers/customer-sort.ts";
import type { CustomerFilter as AskedFilter } from "#contract/customers/customer-filter.ts";
import type { UpdateCustomer } from "#contract/customers/customer-requests.ts";
import type { Customer, ListedCustomer } from "#contract/customers/customer.ts";
import type { Prisma } from "#server/db/client.ts";
import { inPrismaTransaction, type PrismaTx } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidField, invalidInput } from "#server/domain/app-error.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import { requireShownFields } from "#server/domain/access/hide-fields.ts";
import type { Context } from "#server/domain/context.ts";
import {
  phoneKey,
  refreshContactKeys,
} from "#server/domain/customers/contact-keys.ts";
import {
  readCustomerCursor,
  writeCustomerCursor,
} from "#server/domain/customers/customer-cursor.ts";
import type { CustomerFilter } from "#server/domain/customers/customer-filter.ts";
import { readFilter } from "#server/domain/customers/read-filter.ts";
import { readSegmentFilter } from "#server/domain/customers/segments.ts";
import { findCustomers } from "#server/domain/customers/find-customers.ts";
import { changeStage } from "#server/domain/customers/change-stage.ts";
import { requireFittingValues } from "#server/domain/customers/customer-fields.ts";
import {
  customerSelect,
  customerShape,
} from "#server/domain/customers/customer-shape.ts";
import {
  lockCustomer,
  readActivity,
  readBlockers,
  readFields,
  seeCustomer,
} from "#server/domain/customers/see-customer.ts";
import { touchThreadsOf } from "#server/domain/customers/touch-threads.ts";
import { announce } from "#server/domain/outbox/announcements.ts";
import type { Page } from "#server/domain/page.ts";
import { readCompany } from "#server/domain/settings/company.ts";
import { TEAM_ROLES } from "#contract/people/roles.ts";

export type CustomerQuery = PageQuery &
  AskedFilter & {
    /** The id of a segment, whose filter holds as well. */
    segment?: string | undefined;
    sort?: CustomerSort | undefined;
  };

const MAX_FIELDS = 50;
const MAX_FIELDS_CHARACTERS = 20_000;

/**
 * Lists customers with a thread that the actor may see (admins: all), in the
 * asked order, each with the last message and the open threads that the actor
 * may see. `q` is searched in name, external id and fields.
 * @throws AppError invalid_input: a cursor of another order; not_found: the segment
 */
export async function listCustomers(
  context: Context,
  actor: Actor,
  {
    limit,
    cursor,
    sort = DEFAULT_CUSTOMER_SORT,
    segment,
    ...own
  }: CustomerQuery,
): Promise<Page<ListedCustomer>> {
  const { db, vault } = context;
  const { prisma, sql } = db;
  const after = readCustomerCursor(vault, sort, cursor);
  const now = context.clock.now();
  const filter: CustomerFilter = {
    ...(await readFilter(sql, own, now)),
    also:
      segment === undefined
        ? undefined
        : await readFilter(
            sql,
            await readSegmentFilter(sql, actor, segment),
            now,
          ),
  };
  const asked = { ...filter, sort, after, limit: limit + 1 };
  const places = await findCustomers(sql, actor, asked);
  const page = places.slice(0, limit);
  const ids = page.map(({ id }) => id);
  const [rows, activity, blockers] = await Promise.all([
    prisma.customer.findMany({
      where: { id: { in: ids } },
      select: customerSelect,
    }),
    readActivity(sql, actor, ids),
    readBlockers(sql, ids),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const last = places.length > limit ? page.at(-1) : undefined;
  return {
    items: ids
      .flatMap((id) => byId.get(id) ?? [])
      .map((row) => ({
        ...customerShape(row),
        blockedBy: blockers.get(row.id) ?? null,
        lastMessageAt:
          activity.get(row.id)?.lastMessageAt.toISOString() ?? null,
        openThreads: activity.get(row.id)?.openThreads ?? 0,
      })),
    nextCursor: last ? writeCustomerCursor(vault, sort, last) : null,
  };
}

/** The id of a merged customer leads to the survivor. @throws AppError not_found: missing and forbidden look alike */
export async function getCustomer(
  context: Context,
  actor: Actor,
  customerId: string,
): Promise<Customer> {
  const { prisma, sql } = context.db;
  const id = await seeCustomer(sql, actor, customerId);
  return readCustomer(prisma, id);
}

/**
 * `fields` is merged: fields that are not named stay, null removes. The
 * profile of the channel no longer overwrites a name, language or time zone
 * that was set here.
 * @throws AppError not_found, invalid_input (too many fields, a value that
 * does not fit its field, a field that the actor does not see, no phone number, no stage that customers can get)
 */
export async function updateCustomer(
  context: Context,
  actor: Actor,
  givenId: string,
  patch: UpdateCustomer,
): Promise<Customer> {
  requireShownFields(actor, patch.fields ?? {});
  const customer = await inPrismaTransaction(context.db, async (tx) => {
    const customerId = await lockCustomer(tx, actor, givenId);
    const ownerId =
      patch.ownerId === undefined ? patch.accountOwnerId : patch.ownerId;
    const given = await givenFields(tx, patch);
    await requireFittingValues(tx, patch.fields ?? {});
    const old = await readFields(tx, customerId);
    const fields = mergeFields(old, given);
    const { stageId } = patch;
    if (stageId !== undefined) {
      const now = context.clock.now();
      await changeStage(tx, actor, { customerId, stageId, now });
    }
    await tx.customer.update({
      where: { id: customerId },
      data: {
        ...(patch.name === undefined
          ? {}
          : { name: patch.name, nameEdited: true }),
        ...(patch.locale === undefined
          ? {}
          : { locale: patch.locale, localeEdited: patch.locale !== null }),
        ...(patch.timezone === undefined
          ? {}
          : {
              timezone: patch.timezone,
              timezoneEdited: patch.timezone !== null,
            }),
        ...(ownerId === undefined
          ? {}
          : { accountOwnerId: await knownAgent(tx, ownerId) }),
        ...(patch.removeAliases === undefined
          ? {}
          : { aliases: await aliasesLeft(tx, customerId, patch) }),
        fields: fields as Prisma.InputJsonObject,
        version: { increment: 1 },
      },
      select: { id: true },
    });
    if ("email" in given || "phone" in given)
      await refreshContactKeys(tx, customerId);
    await touchThreadsOf(tx, customerId);
    await announce(tx, [{ kind: "customer.changed", payload: { customerId } }]);
    await writeAudit(
      tx,
      actor,
      "customer.updated",
      { type: "customer", id: customerId },
      {
        name: patch.name !== undefined,
        ...(ownerId === undefined ? {} : { accountOwnerId: ownerId }),
        ...(patch.locale === undefined ? {} : { locale: patch.locale }),
        ...(patch.timezone === undefined ? {} : { timezone: patch.timezone }),
        ...(stageId === undefined ? {} : { stageId }),
        ...(patch.removeAliases === undefined ? {} : { aliases: true }),
        fields: Object.keys(given),
      },
    );
    return readCustomer(tx, customerId);
  });
  return customer;
}

/**
 * The fields that a change gives values to. E-mail and phone are fields, too:
 * where channels and leads put them. The phone number becomes E.164.
 * @throws AppError invalid_input: no possible number
 */
async function givenFields(
  tx: PrismaTx,
  { fields = {}, email, phone }: UpdateCustomer,
): Promise<Record<string, unknown>> {
  const given = { ...fields };
  if (email !== undefined) given["email"] = email;
  if (phone === null) given["phone"] = null;
  if (typeof phone === "string") {
    const number = phoneKey(phone, (await readCompany(tx)).country);
    if (number === null) throw invalidField("phone", "phone_unknown");
    given["phone"] = number;
  }
  return given;
}

/** The aliases of a customer whose row is locked, without those that go. */
async function aliasesLeft(
  tx: PrismaTx,
  id: string,
  { removeAliases = [] }: UpdateCustomer,
): Promise<string[]> {
  const select = { aliases: true } as const;
  const row = await tx.customer.findUniqueOrThrow({ where: { id }, select });
  return withoutAliases(row.aliases, removeAliases);
}

/** @throws AppError invalid_input: no agent who can own conversations */
async function knownAgent(
  tx: PrismaTx,
  agentId: string | null,
): Promise<string | null> {
  if (agentId === null) return null;
  const found = await tx.agent.count({
    where: { id: agentId, disabledAt: null, role: { in: [...TEAM_ROLES] } },
  });
  if (found > 0) return agentId;
  throw invalidInput("ownerId", "There is no such agent.");
}

export async function readCustomer(
  reader: Pick<PrismaTx, "customer">,
  id: string,
): Promise<Customer> {
  const row = await reader.customer.findUniqueOrThrow({
    where: { id },
    select: customerSelect,
  });
  return customerShape(row);
}

function mergeFields(
  old: Record<string, unknown>,
  patch: Record<string, unknown>,
): Record<string, unknown> {
  const kept = Object.entries({ ...old, ...patch }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const merged = Object.fromEntries(kept);
  if (!fitsCustomer(merged))
    throw invalidInput("fields", "Too much for one customer.");
  return merged;
}

/** Whether a customer can have so many fields, of this size. Pure. */
export function fitsCustomer(fields: Record<string, unknown>): boolean {
  return (
    Object.keys(fields).length <= MAX_FIELDS &&
    JSON.stringify(fields).length <= MAX_FIELDS_CHARACTERS
  );
}
