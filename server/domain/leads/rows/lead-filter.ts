import type { LeadFilter } from "#contract/leads/lead-requests.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { leadHasNumber } from "#server/domain/number-keys.ts";
import { likePattern } from "#server/domain/like-pattern.ts";
import { soughtNumbers } from "#server/domain/customers/match-customers.ts";
import {
  textHolds,
  type Seeker,
} from "#server/domain/customers/sought-contacts.ts";

/** SQL conditions over a lead `l`. */
export function filterConditions(
  actor: Actor,
  filter: LeadFilter,
): Prisma.Sql[] {
  const ways = assignedWays(actor, filter);
  return [
    ...otherConditions(filter, actor),
    ...(ways.length > 0 ? [Prisma.sql`(${Prisma.join(ways, " or ")})`] : []),
  ];
}

/**
 * The ways in which a lead is assigned as the filter asks; empty: it does not ask. Each way has an index in the order of
 * lists, which no plan uses for an `or`. A lead may be found in two of them.
 */
export function assignedWays(
  actor: Actor,
  { assigned }: LeadFilter,
): Prisma.Sql[] {
  if (!assigned) return [];
  if (assigned === "none")
    return [Prisma.sql`(l."ownerId" is null and l."assignedId" is null)`];
  const id = assigned === "me" ? actor.agentId : assigned;
  return [
    Prisma.sql`l."ownerId" = ${id}::uuid`,
    Prisma.sql`l."assignedId" = ${id}::uuid`,
  ];
}

/** The conditions of everything but the assignment. */
export function otherConditions(
  filter: LeadFilter,
  seeker: Seeker,
): Prisma.Sql[] {
  const { state, status, source, page, form, q, from, to, test } = filter;
  const { customer, contacted } = filter;
  const all: Prisma.Sql[] = [Prisma.sql`l.test = ${test ?? false}`];
  if (state) all.push(Prisma.sql`l.state = ${state}`);
  if (status) all.push(Prisma.sql`l."statusId" = ${status}::uuid`);
  if (source) all.push(Prisma.sql`l."sourceId" = ${source}::uuid`);
  if (page)
    // The index on the page's id finds its leads, and also those from before the page was connected again.
    all.push(Prisma.sql`l."pageId" = any(array(
      select "accountId" from channel where id::text = ${page} union all select ${page}))`);
  if (form) all.push(Prisma.sql`l."formId" = ${form}`);
  if (customer) all.push(Prisma.sql`l."customerId" = ${customer}::uuid`);
  if (contacted !== undefined)
    all.push(Prisma.sql`(l."firstTouchAt" is not null) = ${contacted}`);
  if (q) {
    const keys = soughtNumbers(q, seeker);
    const named = textHolds(Prisma.sql`l.search`, q, seeker);
    const found =
      keys.length > 0
        ? Prisma.sql`(${named} or ${leadHasNumber(keys)})`
        : Prisma.sql`${named}`;
    all.push(found, ...inShownText(q, keys, seeker));
  }
  if (from)
    all.push(Prisma.sql`l."createdTime" >= ${new Date(from)}::timestamptz`);
  if (to) all.push(Prisma.sql`l."createdTime" < ${new Date(to)}::timestamptz`);
  return all;
}

/** A value that stands in a hidden field alone finds no lead; those that the index has found are read for it. */
function inShownText(
  q: string,
  keys: readonly string[],
  { hiddenFields = [] }: Seeker,
): Prisma.Sql[] {
  if (hiddenFields.length === 0) return [];
  const hidden = Prisma.sql`${[...hiddenFields]}::text[]`;
  const targets = Prisma.sql`${hiddenFields.map((key) => `field:${key}`)}::text[]`;
  const own = Prisma.sql`coalesce(l.contact->'fields', '{}')`;
  // As contract/leads/answer-targets says what an answer fills.
  const shown = Prisma.sql`(select coalesce(parley_fold(string_agg(v, ' ')), '') from (
    select value from jsonb_each_text(coalesce(l.contact, '{}') - 'fields')
    union all select value from jsonb_each_text(${own} - ${hidden})
    union all select x from jsonb_array_elements(l.answers) a, jsonb_array_elements_text(a->'values') x
      where coalesce(a->>'to', '') <> all(${targets})
        and coalesce((select f.mapping->>(a->>'key') from lead_form f where f.id = l."formId"), '') <> all(${targets})
        and x <> all(array(select h.value from jsonb_each_text(${own}) h where h.key = any(${hidden})))) shown (v))`;
  return [
    keys.length > 0
      ? Prisma.sql`(${shown} like ${likePattern(q)} or parley_numbers(${shown}, true) && ${keys}::text[])`
      : Prisma.sql`${shown} like ${likePattern(q)}`,
  ];
}
