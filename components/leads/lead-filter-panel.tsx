"use client";

import { useTranslations } from "next-intl";
import { KINDS_WITH_LEADS } from "#contract/channels/rules/channel-rules.ts";
import { leadStates } from "#contract/leads/lead.ts";
import { DayInput } from "#components/forms/fields/day-input.tsx";
import { SwitchField } from "#components/forms/fields/switch-field.tsx";
import {
  useAgents,
  useChannelNames,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";
import { Field } from "#components/ui/controls/field.tsx";
import {
  Select,
  type SelectGroup,
  type SelectOption,
} from "#components/ui/controls/select.tsx";
import type { LeadFilterValues } from "./lead-filter.ts";
import { useLeadForms, useLeadSources, useLeadStatuses } from "./use-leads.ts";
import { useSourceName, useStatusName } from "./use-lead-words.ts";
import { mayDo } from "#contract/people/policy.ts";

/** A choice needs a value that is not empty. */
const ANY = "any";

type Change = (part: Partial<LeadFilterValues>) => void;

/** Every part of the filter apart from the search; each change counts at once. */
export function LeadFilterPanel({
  filter,
  onChange,
}: {
  filter: LeadFilterValues;
  onChange: Change;
}) {
  const t = useTranslations("leads.filter");
  const states = useTranslations("leads.states");
  const statusName = useStatusName();
  const sourceName = useSourceName();
  const statuses = useLeadStatuses().data ?? [];
  const sources = useLeadSources().data ?? [];
  const forms = useLeadForms().data ?? [];
  const channels = (useChannelNames().data ?? []).filter(({ type }) =>
    KINDS_WITH_LEADS.includes(type),
  );
  const choice = { filter, onChange };
  return (
    <div className="grid gap-3 rounded-lg border bg-card p-4 sm:grid-cols-2 lg:grid-cols-3">
      <AssignedChoice {...choice} />
      <Choice
        {...choice}
        name="status"
        options={statuses.map((status) => ({
          value: status.id,
          label: statusName(status),
        }))}
      />
      <Choice
        {...choice}
        name="contacted"
        options={[
          { value: "false", label: t("notContacted") },
          { value: "true", label: t("isContacted") },
        ]}
      />
      <Choice
        {...choice}
        name="state"
        options={leadStates.map((state) => ({
          value: state,
          label: states(state),
        }))}
      />
      <Choice
        {...choice}
        name="source"
        options={sources.map((source) => ({
          value: source.id,
          label: sourceName(source),
        }))}
      />
      <Choice
        {...choice}
        name="page"
        options={channels.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {forms.length > 0 && (
        <Choice
          {...choice}
          name="form"
          options={forms
            .filter(
              ({ channelId }) =>
                filter.page === "" || channelId === filter.page,
            )
            .map(({ id, name }) => ({ value: id, label: name ?? id }))}
        />
      )}
      {(["from", "to"] as const).map((name) => (
        <Field key={name} label={t(name)}>
          {(control) => (
            <DayInput
              {...control}
              isEnd={name === "to"}
              value={filter[name] || null}
              onChange={(time) => onChange({ [name]: time ?? "" })}
            />
          )}
        </Field>
      ))}
      <div className="sm:col-span-2 lg:col-span-3">
        <SwitchField
          label={t("test")}
          hint={t("testHint")}
          checked={filter.test !== ""}
          onChange={(isOn) => onChange({ test: isOn ? "true" : "" })}
        />
      </div>
    </div>
  );
}

function Choice({
  name,
  options,
  filter,
  onChange,
}: {
  name:
    "status" | "state" | "source" | "page" | "form" | "assigned" | "contacted";
  options: (SelectOption | SelectGroup)[];
  filter: LeadFilterValues;
  onChange: Change;
}) {
  const t = useTranslations("leads.filter");
  return (
    <Field label={t(name)}>
      {(control) => (
        <Select
          {...control}
          value={filter[name] || ANY}
          onValueChange={(value) =>
            onChange({ [name]: value === ANY ? "" : value })
          }
          groups={[{ value: ANY, label: t("any") }, ...options]}
        />
      )}
    </Field>
  );
}

function AssignedChoice(props: { filter: LeadFilterValues; onChange: Change }) {
  const t = useTranslations("leads");
  const places = useTranslations("leads.places");
  const agents = (useAgents().data ?? []).filter(
    ({ disabled, role }) => !disabled && mayDo(role, "leads.work"),
  );
  const queues = useQueues().data ?? [];
  const groups = useRingGroups().data ?? [];
  const optionsOf = (items: { id: string; name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  const sections = [
    { label: places("agents"), options: optionsOf(agents) },
    { label: places("queues"), options: optionsOf(queues) },
    { label: places("groups"), options: optionsOf(groups) },
  ].filter(({ options }) => options.length > 0);
  return (
    <Choice
      {...props}
      name="assigned"
      options={[
        { value: "me", label: t("filter.me") },
        { value: "none", label: t("unassigned") },
        ...sections,
      ]}
    />
  );
}
