import type {
  MergeCustomers,
  MergeDetail,
} from "#contract/customers/customer-requests.ts";
import { CONTACT_FIELDS } from "#contract/customers/contact-proof.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { StoredProofs } from "#server/domain/customers/contact-proofs.ts";

/** The details of the other customer that a person has chosen, by their columns and keys. */
export type Choice = { facts: readonly string[]; fields: readonly string[] };

/** The survivor's values of the chosen details, for an undo. */
export type Replaced = {
  facts: Record<string, unknown>;
  fields: Record<string, unknown>;
  edited: Partial<Edited>;
  proofs: StoredProofs;
};

/** Nothing was chosen. */
export const NOTHING: Replaced = {
  facts: {},
  fields: {},
  edited: {},
  proofs: {},
};

/** Set here by a person: a profile does not overwrite it. */
type Edited = {
  nameEdited: boolean;
  localeEdited: boolean;
  timezoneEdited: boolean;
};

type Side = Record<string, unknown> &
  Edited & { fields: Record<string, unknown>; verified: StoredProofs };

const COLUMNS: Record<MergeDetail, readonly string[]> = {
  name: ["name", "firstName", "lastName"],
  language: ["locale"],
  timezone: ["timezone"],
  accountOwner: ["accountOwnerId"],
  stage: ["stageId"],
};

const EDITED = {
  name: "nameEdited",
  locale: "localeEdited",
  timezone: "timezoneEdited",
} as const;

/** The columns and fields of a request. Pure. */
export function choiceOf({
  fromOther = [],
  fieldsFromOther = [],
}: Pick<MergeCustomers, "fromOther" | "fieldsFromOther">): Choice {
  return {
    facts: fromOther.flatMap((detail) => COLUMNS[detail]),
    fields: fieldsFromOther,
  };
}

/** Keys as members of an object. Pure. */
export const asMembers = (keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, true]));

/** The values that the choice replaces: only of details that both customers have. Pure. */
export function replacedBy(
  { facts, fields }: Choice,
  { survivor, other }: { survivor: Side; other: Side },
): Replaced {
  const isNull = (value: unknown) => value === null || value === undefined;
  const both = facts.filter(
    (key) => !isNull(survivor[key]) && !isNull(other[key]),
  );
  // First and last name belong to the name.
  const names = both.includes("name") ? COLUMNS.name : [];
  const replaced = [...new Set([...both, ...names])];
  const keys = fields.filter(
    (key) => key in survivor.fields && key in other.fields,
  );
  return {
    facts: pick(survivor, replaced),
    fields: pick(survivor.fields, keys),
    edited: Object.fromEntries(
      Object.entries(EDITED)
        .filter(([key]) => replaced.includes(key))
        .map(([, column]) => [column, survivor[column]]),
    ),
    proofs: Object.fromEntries(
      CONTACT_FIELDS.filter((kind) => keys.includes(kind)).flatMap((kind) => {
        const proof = survivor.verified[kind];
        return proof === undefined ? [] : [[kind, proof]];
      }),
    ),
  };
}

/** The marks of the survivor: a chosen value is a person's own word, so that no profile overwrites it. Pure. */
export function editedBy(
  { edited }: Replaced,
  { other }: { other: Edited },
): Partial<Edited> {
  return {
    // The profiles of the one whose name stays go on naming the person.
    ...("nameEdited" in edited ? { nameEdited: other.nameEdited } : {}),
    ...("localeEdited" in edited ? { localeEdited: true } : {}),
    ...("timezoneEdited" in edited ? { timezoneEdited: true } : {}),
  };
}

/** The marks that an undo returns: those of the details that are the survivor's own again. Pure. */
export function editedAgain(
  { edited }: Replaced,
  returned: readonly string[],
): Partial<Edited> {
  return Object.fromEntries(
    Object.entries(EDITED)
      .filter(([key, column]) => returned.includes(key) && column in edited)
      .map(([, column]) => [column, edited[column]]),
  );
}

/** Gives the survivor its proofs back, once it has its values again: the database drops the proof of another value. */
export async function returnOwnProofs(
  tx: Sql,
  survivorId: string,
  { proofs }: Replaced,
): Promise<void> {
  if (Object.keys(proofs).length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    update customer set verified = ${JSON.stringify(proofs)}::jsonb || verified where id = ${survivorId}::uuid`);
}

function pick(
  from: Record<string, unknown>,
  keys: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, from[key] ?? null]));
}
