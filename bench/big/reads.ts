import { customerSortSchema } from "#contract/customers/customer-sort.ts";
import { BUILT_IN_VIEW_KEYS } from "#contract/threads/built-in-views.ts";
import type { Company } from "./company.ts";
import {
  COMMON_PAIR,
  COMMON_SIGN,
  COMMON_WORD,
  RARE_NAME,
  RARE_PAIR,
  RARE_WORD,
} from "./words.ts";

export type ReaderKind = "owner" | "supervisor" | "agent" | "reader";

/** One request that is measured in both companies. */
export type Read = {
  name: string;
  reader: ReaderKind;
  /** Below /api/v1. `rows`: the length of a page; only lists that are compared with the small company have one. */
  path: (company: Company, rows?: number) => string;
  /** The 95th percentile, in milliseconds. */
  atMostMs?: number;
  /** The median of a page with as many rows as the small company's, beside its median. */
  atMostTimes?: number;
};

const CUSTOMER_SORTS = customerSortSchema.options;
const READERS: ReaderKind[] = ["owner", "supervisor", "agent", "reader"];
const VIEW_TIMES = 2;
/** The length of a page of the console. */
export const PAGE_ROWS = 50;
const COUNTS_MS = 50;
const SEARCH_MS = 300;
const CUSTOMERS_MS = 150;
const REPORT_MS = 1_000;
/** For lists with a filter and an order that no view has. */
const LIST_MS = 150;

export function tokenOf(company: Company, reader: ReaderKind): string {
  switch (reader) {
    case "owner":
      return company.ownerToken;
    case "supervisor":
      return company.supervisorToken;
    case "reader":
      return company.readerToken;
    case "agent":
      return company.tokens[0] ?? "";
  }
}

/** Everything that a person waits for and that grows with the company. */
export function allReads(): Read[] {
  return [
    ...views(),
    ...counts(),
    ...lists(),
    ...searches(),
    ...customers(),
    ...reports(),
  ];
}

function views(): Read[] {
  return READERS.flatMap((reader) =>
    BUILT_IN_VIEW_KEYS.map((view) => ({
      name: `view ${view}`,
      reader,
      path: (_, rows = PAGE_ROWS) => `/threads?limit=${rows}&view=${view}`,
      atMostTimes: VIEW_TIMES,
    })),
  );
}

function counts(): Read[] {
  return READERS.map((reader) => ({
    name: "views’ counts",
    reader,
    path: () => "/views/counts",
    atMostMs: COUNTS_MS,
  }));
}

function lists(): Read[] {
  const filters: [string, (company: Company) => string][] = [
    ["all, oldest first", () => "view=all&sort=oldest"],
    ["all, waiting first", () => "view=all&sort=waiting"],
    ["all, by reply target", () => "view=all&sort=target"],
    ["everything, by reply target", () => "sort=target"],
    ["all, unread first", () => "view=all&sort=unread"],
    ["mine, unread first", () => "view=mine&sort=unread"],
    ["snoozed, unread first", () => "status=snoozed&sort=unread"],
    ["everything, newest first", () => "sort=newest"],
    ["everything, oldest first", () => "sort=oldest"],
    ["closed, oldest first", () => "status=closed&sort=oldest"],
    ["snoozed, oldest first", () => "status=snoozed&sort=oldest"],
    ["of a page", ({ channelIds }) => `channel=${channelIds[2]}`],
    ["of a queue", ({ queueIds }) => `queue=${queueIds[2]}`],
    ["of a queue, active", ({ queueIds }) => `view=all&queue=${queueIds[2]}`],
    ["of an agent", ({ agentIds }) => `owner=${agentIds[3]}`],
    [
      "of an agent, oldest first",
      ({ agentIds }) => `owner=${agentIds[3]}&sort=oldest`,
    ],
    ["unassigned", () => "owner=none"],
    ["with a label", ({ labelIds }) => `label=${labelIds[1]}`],
    ["with a rare label", ({ rareLabelId }) => `label=${rareLabelId}`],
    [
      "closed, with a rare label",
      ({ rareLabelId }) => `view=closed&label=${rareLabelId}`,
    ],
    ["urgent", () => "priority=urgent"],
    ["urgent and active", () => "view=all&priority=urgent"],
    ["normal priority", () => "priority=normal"],
    ["unread", () => "unread=true"],
    ["read", () => "unread=false"],
    ["active, read", () => "view=all&unread=false"],
    ["with a participant", ({ agentIds }) => `participant=${agentIds[1]}`],
    [
      "closed, of a page with a label, oldest first",
      ({ channelIds, labelIds }) =>
        `status=closed&channel=${channelIds[1]}&label=${labelIds[2]}&sort=oldest`,
    ],
  ];
  return (["owner", "agent"] as const).flatMap((reader) =>
    filters.map(([name, query]) => ({
      name: `list: ${name}`,
      reader,
      path: (company: Company) => `/threads?limit=50&${query(company)}`,
      atMostMs: LIST_MS,
    })),
  );
}

const SOUGHT: [string, string][] = [
  ["a rare word", RARE_WORD],
  ["a common word", COMMON_WORD],
  ["two rare Chinese characters", RARE_PAIR],
  ["two frequent Chinese characters", COMMON_PAIR],
  ["one Chinese character", COMMON_SIGN],
  ["a letter", "e"],
  ["an unknown word", "quetzalcoatl"],
  ["an e-mail address", "customer77@example.com"],
  ["a phone number", "0900055433"],
  ["a rare name", RARE_NAME],
  ["a frequent name", "Chen"],
  ["a Chinese surname", "陳"],
];

function searches(): Read[] {
  return (["owner", "supervisor", "agent"] as const).flatMap((reader) => [
    ...SOUGHT.map(([name, q]) => ({
      name: `search: ${name}`,
      reader,
      path: () => `/search?q=${encodeURIComponent(q)}`,
      atMostMs: SEARCH_MS,
    })),
    ...SOUGHT.slice(0, 5).map(([name, q]) => ({
      name: `search in a list: ${name}`,
      reader,
      path: () => `/threads?limit=50&q=${encodeURIComponent(q)}`,
      atMostMs: SEARCH_MS,
    })),
    ...SOUGHT.slice(0, 4).map(([name, q]) => ({
      name: `search, typed filters: ${name}`,
      reader,
      path: ({ labelIds, channelIds }: Company) =>
        `/threads?limit=50&status=closed&label=${labelIds[1]}&channel=${channelIds[0]}&q=${encodeURIComponent(q)}`,
      atMostMs: SEARCH_MS,
    })),
  ]);
}

function customers(): Read[] {
  const sought = SOUGHT.filter(([name]) =>
    /name|mail|phone|unknown/.test(name),
  );
  return (["owner", "supervisor", "agent"] as const).flatMap((reader) => [
    ...CUSTOMER_SORTS.flatMap((sort) => [
      {
        name: `customers, first page by ${sort}`,
        reader,
        path: () => `/customers?limit=50&sort=${sort}`,
        atMostMs: CUSTOMERS_MS,
      },
      {
        name: `customers with a label by ${sort}`,
        reader,
        path: ({ labelIds }: Company) =>
          `/customers?limit=50&sort=${sort}&label=${labelIds[1]}`,
        atMostMs: CUSTOMERS_MS,
      },
      {
        name: `customers with a frequent name and a label by ${sort}`,
        reader,
        path: ({ labelIds }: Company) =>
          `/customers?limit=50&sort=${sort}&q=Chen&label=${labelIds[1]}`,
        atMostMs: CUSTOMERS_MS,
      },
    ]),
    ...CUSTOMER_SORTS.flatMap((sort) =>
      sought.map(([name, q]) => ({
        name: `customers by ${sort}: ${name}`,
        reader,
        path: () =>
          `/customers?limit=50&sort=${sort}&q=${encodeURIComponent(q)}`,
        atMostMs: CUSTOMERS_MS,
      })),
    ),
  ]);
}

function reports(): Read[] {
  return ["agent", "queue", "page"].flatMap((by) => [
    {
      name: `report of 30 days by ${by}`,
      reader: "owner" as const,
      path: () => `/reports?period=30d&by=${by}`,
      atMostMs: REPORT_MS,
    },
    {
      name: `report of 30 days by ${by}: closed ones`,
      reader: "owner" as const,
      path: () => `/reports/rows?period=30d&by=${by}&figure=closed&limit=50`,
      atMostMs: LIST_MS,
    },
  ]);
}
