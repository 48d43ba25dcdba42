import type { CustomerFilter } from "#contract/customers/customer-filter.ts";
import {
  customerSortSchema,
  DEFAULT_CUSTOMER_SORT,
  type CustomerSort,
} from "#contract/customers/customer-sort.ts";

/** The filter and order of the list of customers. Empty text: any. */
export type CustomerListing = {
  q: string;
  /** Ids. */
  channel: string;
  label: string;
  accountOwner: string;
  stage: string;
  segment: string;
  sort: CustomerSort;
};

export const NO_FILTER: Omit<CustomerListing, "sort"> = {
  q: "",
  channel: "",
  label: "",
  accountOwner: "",
  stage: "",
  segment: "",
};

const NAMES = Object.keys(NO_FILTER) as (keyof typeof NO_FILTER)[];

/** Reads the page's address. An unknown order is the usual one. Pure. */
export function listingOf(
  search: Pick<URLSearchParams, "get">,
): CustomerListing {
  const sort = customerSortSchema.safeParse(search.get("sort"));
  const listing = { ...NO_FILTER, sort: sort.data ?? DEFAULT_CUSTOMER_SORT };
  for (const name of NAMES) listing[name] = search.get(name) ?? "";
  return listing;
}

/** The filters of the list without its segment: what a segment can keep. Pure. */
export function filterOf({
  q,
  channel,
  label,
  accountOwner,
  stage,
}: CustomerListing): CustomerFilter {
  const filter = { q, channel, label, accountOwner, stage };
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== ""),
  );
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
