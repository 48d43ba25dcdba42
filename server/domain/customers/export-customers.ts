import { CSV_MARK, csvLine } from "#contract/text/csv.ts";
import { z } from "zod";
import {
  listedCustomerSchema,
  type ListedCustomer,
} from "#contract/customers/customer.ts";
import type { CustomerField } from "#contract/customers/customer-field.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { requireAction, type Actor } from "#server/domain/access/actor.ts";
import { maskContacts } from "#server/domain/access/mask-contacts.ts";
import { writeAudit } from "#server/domain/access/audit.ts";
import type { Context } from "#server/domain/context.ts";
import {
  consentStates,
  type ConsentState,
} from "#server/domain/customers/consents.ts";
import { listCustomerFields } from "#server/domain/customers/customer-fields.ts";
import { readSegmentFilter } from "#server/domain/customers/segments.ts";
import {
  listCustomers,
  type CustomerQuery,
} from "#server/domain/customers/customers.ts";

const EXPORT_PAGE = 100;
/** The number of customers that an export remembers as written, so that none comes twice. */
const MAX_REMEMBERED = 100_000;

const COLUMNS = [
  "id",
  "name",
  "firstName",
  "lastName",
  "email",
  "phone",
  "locale",
  "channels",
  "externalIds",
  "labels",
  "stage",
  "accountOwner",
  "openThreads",
  "lastMessageAt",
  "createdAt",
  "contactConsent",
  "marketingConsent",
  "blockedAt",
  "blockedUntil",
  "blockReason",
  "blockedBy",
];

/** The list that is exported: all its pages. */
type Listing = Omit<CustomerQuery, "limit" | "cursor">;

/**
 * The customers of a list as CSV in its order, read page by page while it is sent, with a
 * column for each field that the company has defined. Recorded.
 * @throws AppError forbidden: below a supervisor; not_found: the segment
 */
export async function exportCustomers(
  context: Context,
  actor: Actor,
  listing: Listing,
): Promise<AsyncIterable<string>> {
  requireAction(actor, "customers.export");
  // Refused before the answer begins.
  if (listing.segment !== undefined)
    await readSegmentFilter(context.db.sql, actor, listing.segment);
  await writeAudit(context.db.sql, actor, "customer.list_exported", {
    type: "customer",
    id: "all",
  });
  return lines(context, actor, listing);
}

async function* lines(
  context: Context,
  actor: Actor,
  listing: Listing,
): AsyncGenerator<string> {
  const { sql } = context.db;
  const names = await namesOf(sql);
  const fields = await listCustomerFields(context, actor);
  yield CSV_MARK + csvLine([...COLUMNS, ...fields.map(({ name }) => name)]);
  for await (const customers of pages(context, actor, listing)) {
    const items = actor.contactLimit
      ? maskContacts(z.array(listedCustomerSchema), customers)
      : customers;
    const states = await consentStates(
      sql,
      customers.map(({ id }) => id),
    );
    for (const customer of items)
      yield csvLine(
        cells(customer, { names, fields, consent: states.get(customer.id) }),
      );
  }
}

/**
 * The pages of a list. By the last message, a customer who writes in the
 * meantime moves to its beginning, behind the reader: the first pages are read
 * again at the end. No customer comes twice, up to MAX_REMEMBERED.
 */
async function* pages(
  context: Context,
  actor: Actor,
  listing: Listing,
): AsyncGenerator<ListedCustomer[]> {
  const startedAt = context.clock.now().toISOString();
  const known = new Set<string>();
  const read = (cursor: string | undefined) =>
    listCustomers(context, actor, {
      ...listing,
      limit: EXPORT_PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
  for (const isAgain of listing.sort === "last_message"
    ? [false, true]
    : [false])
    for (let cursor: string | undefined, more = true; more;) {
      const { items, nextCursor } = await read(cursor);
      const isNew = ({ id }: ListedCustomer) => !known.has(id);
      yield items
        .filter(isNew)
        .filter(
          ({ lastMessageAt }) => !isAgain || (lastMessageAt ?? "") >= startedAt,
        );
      for (const { id } of items)
        if (known.size < MAX_REMEMBERED) known.add(id);
      cursor = nextCursor ?? undefined;
      more =
        cursor !== undefined &&
        !(isAgain && (items.at(-1)?.lastMessageAt ?? "") < startedAt);
    }
}

type Known = {
  /** The names of channels and agents, by id. */
  names: Map<string, string>;
  fields: CustomerField[];
  consent: ConsentState | undefined;
};

function cells(
  customer: ListedCustomer,
  { names, fields, consent = {} }: Known,
): string[] {
  const { identities, accountOwnerId, stageId, block, blockedBy } = customer;
  return [
    customer.id,
    customer.name,
    customer.firstName,
    customer.lastName,
    customer.email,
    customer.phone,
    customer.locale,
    identities.map(({ channelId }) => names.get(channelId)).join(", "),
    identities.map(({ externalId }) => externalId).join(", "),
    customer.labels.map(({ name }) => name).join(", "),
    stageId === null ? null : names.get(stageId),
    accountOwnerId === null ? null : names.get(accountOwnerId),
    String(customer.openThreads),
    customer.lastMessageAt,
    customer.createdAt,
    consentWord(consent.contact),
    consentWord(consent.marketing),
    block?.at,
    block?.until,
    block?.reason,
    blockedBy?.name,
    ...fields.map(({ key }) => textOf(customer.fields[key])),
  ].map((value) => value ?? "");
}

/** Empty: nothing is recorded. */
function consentWord(entry: ConsentState["contact"]): string {
  if (!entry) return "";
  return entry.given ? "given" : "withdrawn";
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Names of channels, agents and stages, by id. */
async function namesOf(
  sql: Pick<Sql, "$queryRaw">,
): Promise<Map<string, string>> {
  const rows = await sql.$queryRaw<{ id: string; name: string }[]>(
    Prisma.sql`select id, name from channel union all select id, name from agent
      union all select id, name from customer_stage`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
