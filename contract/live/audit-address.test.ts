import { expect, test } from "vitest";
import { pageOfPath } from "#contract/live/console-pages.ts";
import type { Role } from "#contract/people/agent.ts";
import { AUDIT_ADDRESSES, auditAddress } from "./audit-address.ts";

const ID = "0192f0c1-0000-7000-8000-000000000001";

type Case = {
  type: string;
  id?: string;
  action?: string;
  detail?: Record<string, unknown>;
  exists?: boolean;
  role?: Role;
};

const addressOf = ({
  type,
  id = ID,
  action = `${type}.updated`,
  detail = {},
  exists = true,
  role = "admin",
}: Case) =>
  auditAddress({ action, detail, target: { type, id, exists } }, role);

test.for<[Case, string | null]>([
  [{ type: "agent" }, "/settings/people"],
  [{ type: "customer" }, `/customers/${ID}`],
  [{ type: "customer", id: "all" }, "/customers"],
  [
    { type: "customer", id: "all", detail: { importId: ID } },
    "/customers/imports",
  ],
  [{ type: "legal_hold" }, "/settings/retention"],
  [{ type: "data_request" }, `/settings/data-requests/${ID}`],
  [{ type: "customer_segment" }, `/customers?segment=${ID}`],
  [{ type: "thread" }, `/inbox/${ID}`],
  [{ type: "lead" }, `/leads/${ID}`],
  [{ type: "lead", id: "all", detail: { importId: ID } }, "/leads/imports"],
  [{ type: "lead", action: "lead_status.updated" }, "/settings/leads"],
  [{ type: "lead", id: "12", action: "lead_form.updated" }, "/settings/leads"],
  [{ type: "channel" }, `/settings/channels/${ID}`],
  [
    { type: "channel", action: "review.updated" },
    `/settings/channels/${ID}/review`,
  ],
  [{ type: "queue" }, `/settings/queues/${ID}`],
  [{ type: "delivery", id: "17" }, "/settings/deliveries/17"],
  [{ type: "delivery", id: "17,18" }, "/settings/deliveries"],
  [{ type: "setting", id: "privacy" }, "/settings/retention"],
  [{ type: "setting", id: "of_tomorrow" }, null],
  [{ type: "workspace", id: "secrets" }, null],
  [{ type: "of_tomorrow" }, null],
])("%o leads to %s", ([given, address]) => {
  expect(addressOf(given)).toBe(address);
});

test("what is gone has no address", () => {
  expect(addressOf({ type: "queue", exists: false })).toBeNull();
});

test("an auditor is led only to pages that they may open", () => {
  const auditor = (type: string) => addressOf({ type, role: "auditor" });
  expect(auditor("channel")).toBe(`/settings/channels/${ID}`);
  expect(auditor("team_chat")).toBe("/settings/team-chats");
  for (const type of ["customer", "thread", "lead", "queue", "agent"])
    expect(auditor(type), type).toBeNull();
});

test("every kind with an address leads to a page of the console", () => {
  for (const [type, address] of Object.entries(AUDIT_ADDRESSES)) {
    if (typeof address !== "function") {
      expect(address.none, type).toMatch(/^[A-Z].+\.$/);
      continue;
    }
    const id = type === "setting" ? "company" : ID;
    const href = address({
      action: `${type}.updated`,
      detail: {},
      target: { type, id },
    });
    expect(pageOfPath(href?.split("?")[0] ?? ""), type).not.toBeNull();
  }
});
