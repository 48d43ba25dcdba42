import type { z } from "zod";
import type { LeadAnswer } from "#contract/leads/lead.ts";
import { holdsOwnFields } from "#contract/base/own-fields.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidFields } from "#server/domain/app-error.ts";
import { markingBy } from "./marked-parts.ts";

type Sight = Pick<Actor, "hiddenFields">;

const marking = markingBy(holdsOwnFields);

/**
 * The value as an agent gets it who does not see some of the company's own
 * fields: without these fields, wherever its schema says that own fields are
 * (contract/base/own-fields.ts). A copy where a field is hidden. Pure.
 */
export function hideFields<Value>(
  schema: z.ZodType,
  value: Value,
  { hiddenFields = [] }: Sight,
): Value {
  if (hiddenFields.length === 0) return value;
  return marking.change(schema, value, {
    change: (_schema, fields) =>
      Array.isArray(fields)
        ? shownAnswers(fields as LeadAnswer[], { hiddenFields })
        : withoutFields(fields, { hiddenFields }),
    otherwise: (part) => withoutNamed(part, hiddenFields),
  });
}

/** The answers of a lead that fill no field that is hidden to the agent. Pure. */
export function shownAnswers(
  answers: readonly LeadAnswer[],
  { hiddenFields = [] }: Sight,
): LeadAnswer[] {
  const hidden = new Set(hiddenFields.map((key) => `field:${key}`));
  return answers.filter(({ targets }) => !targets.some((to) => hidden.has(to)));
}

/** The values of own fields that the agent sees. Pure. */
export function withoutFields<Fields>(
  fields: Fields,
  { hiddenFields = [] }: Sight,
): Fields {
  if (typeof fields !== "object" || fields === null) return fields;
  return Object.fromEntries(
    Object.entries(fields).filter(([key]) => !hiddenFields.includes(key)),
  ) as Fields;
}

/**
 * Checks that the agent sees the fields that they give values to.
 * @throws AppError invalid_input
 */
export function requireShownFields(
  { hiddenFields = [] }: Sight,
  given: Record<string, unknown>,
  path = "fields",
): void {
  const hidden = Object.keys(given).filter((key) => hiddenFields.includes(key));
  if (hidden.length === 0) return;
  throw invalidFields(
    hidden.map((key) => ({
      path: `${path}.${key}`,
      code: "field_of_other_department",
    })),
  );
}

/**
 * Checks that the agent sees the own fields to which columns of a file go (`field:{key}`).
 * @throws AppError invalid_input
 */
export function requireShownTargets(
  { hiddenFields = [] }: Sight,
  mapping: Readonly<Record<string, string | null>>,
): void {
  const targets = new Set(hiddenFields.map((key) => `field:${key}`));
  const hidden = Object.entries(mapping).filter(
    ([, to]) => to !== null && targets.has(to),
  );
  if (hidden.length === 0) return;
  throw invalidFields(
    hidden.map(([column]) => ({
      path: `mapping.${column}`,
      code: "field_of_other_department",
    })),
  );
}

/** Without the members of these names, at any depth. Pure. */
function withoutNamed(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value))
    return value.map((item) => withoutNamed(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !names.includes(name))
      .map(([name, item]) => [name, withoutNamed(item, names)]),
  );
}
