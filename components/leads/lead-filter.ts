import { leadStates } from "#contract/leads/lead.ts";

/** The filter of the list of leads. Empty text: any. Times are ISO 8601. */
export type LeadFilterValues = {
  q: string;
  state: string;
  status: string;
  source: string;
  /** Id of the channel. */
  page: string;
  form: string;
  /** me, none, or the id of an agent, queue or ring group. */
  assigned: string;
  /** "true" or "false": whether a teammate has contacted the lead. */
  contacted: string;
  from: string;
  to: string;
  /** "true": test leads instead of all others. */
  test: string;
};

export const NO_FILTER: LeadFilterValues = {
  q: "",
  state: "",
  status: "",
  source: "",
  page: "",
  form: "",
  assigned: "",
  contacted: "",
  from: "",
  to: "",
  test: "",
};

const NAMES = Object.keys(NO_FILTER) as (keyof LeadFilterValues)[];

const VIEWS = ["list", "board", "ads"] as const;
export type LeadView = (typeof VIEWS)[number];

/** Reads the filter from the page's address. Unknown names and states are left out. Pure. */
export function filterOf(search: Pick<URLSearchParams, "get">): {
  filter: LeadFilterValues;
  view: LeadView;
} {
  const filter = { ...NO_FILTER };
  for (const name of NAMES) filter[name] = search.get(name) ?? "";
  if (!leadStates.some((state) => state === filter.state)) filter.state = "";
  if (filter.test !== "true") filter.test = "";
  if (!/^(true|false)$/.test(filter.contacted)) filter.contacted = "";
  const view = VIEWS.find((one) => one === search.get("view")) ?? "list";
  return { filter, view };
}

/** The same as the end of an address: "?state=failed", or "" without a filter. Pure. */
export function searchOf(filter: LeadFilterValues, view: LeadView): string {
  const search = new URLSearchParams();
  if (view !== "list") search.set("view", view);
  for (const name of NAMES)
    if (filter[name] !== "") search.set(name, filter[name]);
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

/** The filter as the API's query. Pure. */
export function queryOf(
  filter: LeadFilterValues,
): Record<string, string | undefined> {
  return Object.fromEntries(
    NAMES.map((name) => [name, filter[name] || undefined]),
  );
}

/** The number of parts of the filter that are set, apart from the search text. Pure. */
export function countSet({ q: _search, ...filter }: LeadFilterValues): number {
  return Object.values(filter).filter((value) => value !== "").length;
}
