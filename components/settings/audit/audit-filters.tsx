"use client";

import { useTranslations } from "next-intl";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { LongSelect } from "#components/settings/long-select.tsx";

export type Filters = {
  q: string;
  actor: string;
  object: string;
  from: string | null;
  to: string | null;
};

const ANY = "any";

export const NO_FILTERS: Filters = {
  q: "",
  actor: ANY,
  object: ANY,
  from: null,
  to: null,
};

/** Kinds of entries, in the order of their use. */
const TYPES = [
  "agent",
  "channel",
  "queue",
  "ring_group",
  "department",
  "label",
  "holiday_calendar",
  "canned_reply",
  "macro",
  "customer",
  "customer_field",
  "customer_stage",
  "customer_segment",
  "note_category",
  "thread",
  "lead",
  "report",
  "api_token",
  "setting",
  "team_chat",
  "delivery",
  "audit",
  "workspace",
] as const;

/** The query of GET /audit. Pure. */
export function queryOf({ q, actor, object, from, to }: Filters) {
  return {
    q: q.trim() || undefined,
    actor: actor === ANY ? undefined : actor,
    object: object === ANY ? undefined : object,
    from: from ?? undefined,
    to: to ?? undefined,
  };
}

export function AuditFilters({
  value,
  onChange,
}: {
  value: Filters;
  onChange: (value: Filters) => void;
}) {
  const t = useTranslations("settings.audit");
  const agents = useAgents().data ?? [];
  const set = (patch: Partial<Filters>) => onChange({ ...value, ...patch });
  const isFiltered = Object.values(queryOf(value)).some(
    (one) => one !== undefined,
  );
  return (
    <section aria-label={t("filters")} className="mb-5">
      <SearchInput
        role="search"
        value={value.q}
        onChange={(q) => set({ q })}
        label={t("search")}
        maxLength={200}
      />
      <div className="mt-3 grid gap-3 sm:grid-cols-2">
        <Field label={t("actor")}>
          {(control) => (
            <LongSelect
              {...control}
              value={value.actor}
              onValueChange={(actor) => set({ actor })}
              groups={[
                { value: ANY, label: t("anyone") },
                { value: "system", label: t("system") },
                ...agents.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
        </Field>
        <Field label={t("object")}>
          {(control) => (
            <LongSelect
              {...control}
              value={value.object}
              onValueChange={(object) => set({ object })}
              groups={[
                { value: ANY, label: t("anything") },
                ...TYPES.map((type) => ({
                  value: type,
                  label: t(`types.${type}`),
                })),
              ]}
            />
          )}
        </Field>
        <Field label={t("from")}>
          {(control) => (
            <DateTimeInput
              {...control}
              value={value.from}
              onChange={(from) => set({ from })}
            />
          )}
        </Field>
        <Field label={t("to")}>
          {(control) => (
            <DateTimeInput
              {...control}
              value={value.to}
              onChange={(to) => set({ to })}
            />
          )}
        </Field>
      </div>
      {isFiltered && (
        <Button
          variant="ghost"
          className="mt-2"
          onClick={() => onChange(NO_FILTERS)}
        >
          {t("clear")}
        </Button>
      )}
    </section>
  );
}
