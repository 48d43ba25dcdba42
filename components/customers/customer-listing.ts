import type { CustomerFilter } from "#contract/customers/customer-filter.ts";
import {
  customerSortSchema,
  DEFAULT_CUSTOMER_SORT,
  type CustomerSort,
} from "#contract/customers/customer-sort.ts";

/** The filters of customers as texts. Empty: any. */
export type FilterTexts = Record<keyof CustomerFilter, string>;

/** The filter and order of the list of customers. */
export type CustomerListing = FilterTexts & {
  /** An id. */
  segment: string;
  sort: CustomerSort;
};

export const NO_FILTER: Omit<CustomerListing, "sort"> = {
  q: "",
  channel: "",
  label: "",
  accountOwner: "",
  stage: "",
  open: "",
  blocked: "",
  language: "",
  lastMessageWithin: "",
  lastMessageOlderThan: "",
  lastMessageFrom: "",
  lastMessageTo: "",
  segment: "",
};

const NAMES = Object.keys(NO_FILTER) as (keyof typeof NO_FILTER)[];
/** A segment keeps them as numbers. */
const NUMBERS: ReadonlySet<string> = new Set([
  "lastMessageWithin",
  "lastMessageOlderThan",
]);

/** Reads the page's address. An unknown order is the usual one. Pure. */
export function listingOf(
  search: Pick<URLSearchParams, "get">,
): CustomerListing {
  const sort = customerSortSchema.safeParse(search.get("sort"));
  const listing = { ...NO_FILTER, sort: sort.data ?? DEFAULT_CUSTOMER_SORT };
  for (const name of NAMES) listing[name] = search.get(name) ?? "";
  return listing;
}

/** The filters that are set: what a segment can keep. Pure. */
export function filterOf(texts: FilterTexts): CustomerFilter {
  const set = NAMES.filter((name) => name !== "segment").flatMap((name) => {
    const text = texts[name];
    if (text === "") return [];
    return [[name, NUMBERS.has(name) ? Number(text) : text] as const];
  });
  return Object.fromEntries(set);
}

/** A filter as texts, for its fields. Pure. */
export function textsOf(filter: CustomerFilter): FilterTexts {
  const { segment: _, ...texts } = NO_FILTER;
  for (const name of NAMES)
    if (name !== "segment") texts[name] = String(filter[name] ?? "");
  return texts;
}

/** The API's query. Pure. */
export function queryOf(
  listing: CustomerListing,
): Record<string, string | undefined> {
  const sort = listing.sort === DEFAULT_CUSTOMER_SORT ? "" : listing.sort;
  return Object.fromEntries(
    Object.entries({ ...listing, sort }).map(([name, value]) => [
      name,
      value || undefined,
    ]),
  );
}

/** The end of the page's address: "?sort=name", or "" for the list without a filter in its usual order. Pure. */
export function searchOf(listing: CustomerListing): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(queryOf(listing)))
    if (value !== undefined) search.set(name, value);
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
