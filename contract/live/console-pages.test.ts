import fs from "node:fs";
import { expect, test } from "vitest";
import {
  CONSOLE_PAGES,
  homeOf,
  mayChange,
  mayOpen,
  pageOfPath,
  rightFor,
} from "#contract/live/console-pages.ts";

test("every page of the console has a row, and every row a page", () => {
  const folders = (path: string) =>
    fs
      .readdirSync(new URL(`../../app/(console)/${path}`, import.meta.url), {
        withFileTypes: true,
      })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("["))
      .map(({ name }) => `${path}${name}`);
  const pages = [
    ...folders("").filter((name) => name !== "settings"),
    ...folders("settings/"),
  ];
  expect(Object.keys(CONSOLE_PAGES).sort()).toEqual(pages.sort());
});

test.for([
  ["/settings/queues", "settings/queues"],
  ["/settings/queues/0192f0c1", "settings/queues"],
  ["/settings/channels/new", "settings/channels"],
  ["/settings/queues-of-others", null],
  ["/settings", null],
  ["/board", "board"],
] as const)("%s is %s", ([pathname, page]) => {
  expect(pageOfPath(pathname)).toBe(page);
});

test("agents manage no settings of the company, supervisors none of its people", () => {
  const of = (role: Parameters<typeof mayOpen>[0]) =>
    (Object.keys(CONSOLE_PAGES) as (keyof typeof CONSOLE_PAGES)[]).filter(
      (page) => mayOpen(role, page),
    );
  const own = [
    "inbox",
    "customers",
    "leads",
    "reports",
    "settings/canned-replies",
    "settings/macros",
    "settings/profile",
    "settings/tokens",
  ];
  expect(of("agent")).toEqual(own);
  expect(of("reviewer")).toEqual(["inbox", "settings/profile"]);
  expect(of("leads_only")).toEqual([
    "customers",
    "leads",
    "settings/profile",
    "settings/tokens",
  ]);
  expect(of("auditor")).toEqual([
    "board",
    "reports",
    "settings/channels",
    "settings/leads",
    "settings/mail",
    "settings/team-chats",
    "settings/retention",
    "settings/data-requests",
    "settings/rights",
    "settings/audit",
    "settings/profile",
    "settings/tokens",
  ]);
  expect(mayChange("auditor", "settings/mail")).toBe(false);
  expect(mayChange("admin", "settings/mail")).toBe(true);
  expect(of("supervisor")).not.toContain("settings/people");
  expect(of("supervisor")).toContain("settings/queues");
  expect(of("admin")).toEqual(Object.keys(CONSOLE_PAGES));
});

test.each([
  ["inbox", "leads_only"],
  ["customers", "auditor"],
  ["leads", "reviewer"],
] as const)(
  "%s is refused to the role %s as a page of other roles",
  (page, role) => {
    expect(mayOpen(role, page)).toBe(false);
    expect(rightFor(page)).toBe("work");
  },
);

test.each([
  ["customers", "work"],
  ["board", "supervise"],
  ["settings/queues", "supervise"],
  ["settings/people", "administer"],
] as const)("the refusal of %s names the right to %s", (page, right) => {
  expect(rightFor(page)).toBe(right);
});

test.each([
  ["owner", "/inbox"],
  ["admin", "/inbox"],
  ["supervisor", "/inbox"],
  ["agent", "/inbox"],
  ["reviewer", "/inbox"],
  ["leads_only", "/leads"],
  ["auditor", "/settings/audit"],
] as const)("the console of the role %s opens with %s", (role, address) => {
  expect(homeOf(role)).toBe(address);
});
