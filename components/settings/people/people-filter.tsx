"use client";

import { useTranslations } from "next-intl";
import type { Agent, Role } from "#contract/people/agent.ts";
import { roleSchema } from "#contract/people/agent.ts";
import { ListSearch } from "#components/settings/list-search.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const STATES = ["active", "invited", "disabled"] as const;
export type PersonState = (typeof STATES)[number];
export type PeopleFilter = {
  search: string;
  role: Role | "any";
  state: PersonState | "any";
};

export const ALL_PEOPLE: PeopleFilter = {
  search: "",
  role: "any",
  state: "any",
};

/** Invited: with an invite link that they have not used. Pure. */
export function stateOf({ disabled, invitedUntil }: Agent): PersonState {
  if (disabled) return "disabled";
  return invitedUntil === null ? "active" : "invited";
}

/** The people of this role and state by name, those without access last. Pure. */
export function peopleOf(
  agents: readonly Agent[],
  { role, state }: PeopleFilter,
  locale: string,
): Agent[] {
  return agents
    .filter(
      (agent) =>
        (role === "any" || agent.role === role) &&
        (state === "any" || stateOf(agent) === state),
    )
    .sort(
      (a, b) =>
        Number(a.disabled) - Number(b.disabled) ||
        a.name.localeCompare(b.name, locale),
    );
}

/** Search, role and state. The choices are those that someone has. */
export function PeopleFilterBar({
  agents,
  value,
  onChange,
}: {
  agents: readonly Agent[];
  value: PeopleFilter;
  onChange: (value: PeopleFilter) => void;
}) {
  const t = useTranslations("settings.people.filter");
  const roles = useTranslations("roles");
  const set = (part: Partial<PeopleFilter>) => onChange({ ...value, ...part });
  const usedRoles = roleSchema.options.filter(
    (role) => role === value.role || agents.some((one) => one.role === role),
  );
  const usedStates = STATES.filter(
    (state) =>
      state === value.state || agents.some((one) => stateOf(one) === state),
  );
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <ListSearch
        count={agents.length}
        value={value.search}
        onChange={(search) => set({ search })}
        className="min-w-48 flex-1 max-sm:basis-full"
      />
      {usedRoles.length > 1 && (
        <Select
          aria-label={t("role")}
          className="w-40 max-sm:flex-[1_1_7rem]"
          value={value.role}
          onValueChange={(role) => set({ role: role as PeopleFilter["role"] })}
          groups={[
            { value: "any", label: t("anyRole") },
            ...usedRoles.map((role) => ({ value: role, label: roles(role) })),
          ]}
        />
      )}
      {usedStates.length > 1 && (
        <Select
          aria-label={t("state")}
          className="w-40 max-sm:flex-[1_1_7rem]"
          value={value.state}
          onValueChange={(state) =>
            set({ state: state as PeopleFilter["state"] })
          }
          groups={[
            { value: "any", label: t("anyState") },
            ...usedStates.map((state) => ({
              value: state,
              label: t(`states.${state}`),
            })),
          ]}
        />
      )}
    </div>
  );
}
