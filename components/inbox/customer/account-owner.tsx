"use client";

import { useTranslations } from "next-intl";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { Select } from "#components/ui/controls/select.tsx";
import { isTeammate } from "#contract/people/roles.ts";

const NONE = "none";

/** Chooses the agent who is asked first when the customer writes, or none. */
export function AccountOwnerSelect({
  value,
  onChange,
  ...aria
}: {
  value: string | null;
  onChange: (agentId: string | null) => void;
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}) {
  const t = useTranslations("customer");
  const agents = (useAgents().data ?? []).filter(
    // The present account owner stays in the list, so that it is shown.
    ({ id, disabled, role }) => id === value || (!disabled && isTeammate(role)),
  );
  return (
    <Select
      {...aria}
      value={value ?? NONE}
      onValueChange={(chosen) => onChange(chosen === NONE ? null : chosen)}
      groups={[
        { value: NONE, label: t("noAccountOwner") },
        ...agents.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

/** Name of the account owner. Null: there is none, or the name is not loaded. */
export function useAccountOwnerName(agentId: string | null): string | null {
  const agents = useAgents().data;
  return agents?.find(({ id }) => id === agentId)?.name ?? null;
}
