"use client";

import { useTranslations } from "next-intl";
import { SETTINGS_PAGES } from "#contract/live/audit-address.ts";
import type { AuditEntry } from "#contract/people/audit.ts";
import type { Role } from "#contract/people/agent.ts";
import {
  useAgents,
  useChannelNames,
  useDepartments,
  useLabels,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";

/** Where the pages of the settings keep the names of their fields, by kind of entry. */
const PAGES: Readonly<Record<string, string>> = {
  agent: "people",
  queue: "queues",
  ring_group: "ring-groups",
  department: "departments",
  channel: "channels",
  label: "labels",
  canned_reply: "cannedReplies",
  macro: "macros",
  customer_field: "customerFields",
  customer_stage: "customerStages",
  note_category: "noteCategories",
  team_chat: "teamChats",
  data_request: "dataRequests",
  holiday_calendar: "holidays",
};

/** Fields whose name on the page has another key. */
const NAMES: Readonly<Record<string, string>> = {
  members: "queues.memberIds",
  departmentIds: "people.departments",
  queueIds: "people.queues",
  departmentId: "fields.department",
  schedule: "queues.officeHours",
  hours: "queues.officeHours",
  disabled: "people.disabled",
  totpRequired: "rights.totp",
  contactLimits: "rights.contacts",
  title: "cannedReplies.name",
  bodies: "cannedReplies.text",
};

type Detail = { key: string; name: string; text: string };

/** The words of an entry: what was changed, and each value as people read it. */
export function useAuditWords(): (entry: AuditEntry) => {
  what: string | null;
  details: Detail[];
} {
  const t = useTranslations("settings");
  const places = useTranslations("places");
  const roles = useTranslations("roles");
  const nameOf = useNames();
  const titleOf = (page: string, field: string) => {
    const known = NAMES[field];
    const keys = [
      ...(known ? [known] : []),
      `${page}.${field}`,
      `${page}.fields.${field}`,
      `audit.fields.${field}`,
    ];
    // A part with settings of its own has a title.
    const key = keys
      .flatMap((each) => [`${each}.title`, each])
      .find((each) => t.has(each as "failed"));
    return key === undefined ? field : t(key as "failed");
  };
  const partTitle = (part: string) =>
    t.has(`audit.route.${part}` as "failed")
      ? t(`audit.route.${part}` as "failed")
      : part;
  const textOf = (value: unknown): string => {
    if (value === null || value === "") return "–";
    if (typeof value === "boolean")
      return value ? t("audit.values.yes") : t("audit.values.no");
    if (typeof value === "string")
      return (
        nameOf(value) ??
        (roles.has(value as Role) ? roles(value as Role) : value)
      );
    if (Array.isArray(value))
      return value.length === 0
        ? "–"
        : value.map(textOf).join(t("audit.comma"));
    if (typeof value === "number") return String(value);
    if (typeof value !== "object") return "";
    const { name, id, agentId } = value as Record<string, unknown>;
    // A rule, a destination or a member of a queue.
    for (const known of [name, id, agentId])
      if (typeof known === "string") return nameOf(known) ?? known;
    return JSON.stringify(value);
  };
  return ({ target, detail }) => {
    const page = PAGES[target.type] ?? SETTINGS_PAGES[target.id] ?? target.type;
    const place = SETTINGS_PAGES[target.id];
    const named = detail["name"] ?? detail["title"];
    const { before, ...fields } = detail;
    return {
      what:
        target.name ??
        (target.type === "setting" && place
          ? places(place as "company")
          : typeof named === "string"
            ? named
            : null),
      details: partsOf(fields, before).map(({ field, part, from, to }) => ({
        key: `${field}.${part ?? ""}`,
        name: part === null ? titleOf(page, field) : partTitle(part),
        text:
          from === undefined
            ? textOf(to)
            : t("audit.change", { from: textOf(from), to: textOf(to) }),
      })),
    };
  };
}

type Part = { field: string; part: string | null; from: unknown; to: unknown };

/** The changed fields; of a channel’s route, the changed parts. `from` is undefined where the entry has no value before. Pure. */
function partsOf(
  fields: Readonly<Record<string, unknown>>,
  before: unknown,
): Part[] {
  const old = isRecord(before) ? before : {};
  return Object.entries(fields).flatMap(([field, to]): Part[] => {
    const from = old[field];
    if (field !== "route" || !isRecord(to))
      return [{ field, part: null, from, to }];
    return Object.entries(to)
      .map(([part, inner]) => ({
        field,
        part,
        from: isRecord(from) ? (from[part] ?? null) : undefined,
        to: inner ?? null,
      }))
      .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The name of a person, queue, ring group, department, label or channel by its id. */
function useNames(): (id: string) => string | null {
  const lists = [
    useAgents().data,
    useQueues().data,
    useRingGroups().data,
    useDepartments().data,
    useLabels().data,
    useChannelNames().data,
  ];
  return (id) => {
    for (const list of lists) {
      const found = list?.find((one) => one.id === id);
      if (found) return found.name;
    }
    return null;
  };
}
