"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { deadEnd } from "#contract/routing/dead-ends.ts";
import type { Destination } from "#contract/routing/destination.ts";
import {
  useAgents,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";
import { useEnds } from "#components/settings/use-ends.ts";
import { LongSelect } from "#components/settings/long-select.tsx";
import { mayDo } from "#contract/people/policy.ts";
import { isTeammate } from "#contract/people/roles.ts";

const NOWHERE = "none";

/** Chooses a queue, a ring group or an agent as a destination. */
export function DestinationSelect({
  value,
  onChange,
  nowhere,
  without,
  work = "threads",
  ...aria
}: {
  value: Destination | null;
  onChange: (value: Destination | null) => void;
  /** Text for no destination. */
  nowhere: string;
  /** Id that is not offered: the place itself. */
  without?: string;
  /** The kind of work that is assigned. Agents with the role “Leads only” can take leads alone. */
  work?: "threads" | "leads";
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}) {
  const t = useTranslations("settings.destination");
  const queues = useQueues().data ?? [];
  const groups = useRingGroups().data ?? [];
  const agents = (useAgents().data ?? []).filter(
    ({ disabled, role }) =>
      !disabled &&
      (work === "leads" ? mayDo(role, "leads.work") : isTeammate(role)),
  );
  const optionsOf = (
    type: Destination["type"],
    items: { id: string; name: string }[],
  ) =>
    items
      .filter(({ id }) => id !== without)
      .map(({ id, name }) => ({ value: `${type}/${id}`, label: name }));
  const sections = [
    { label: t("queues"), options: optionsOf("queue", queues) },
    { label: t("groups"), options: optionsOf("ring_group", groups) },
    { label: t("agents"), options: optionsOf("agent", agents) },
  ].filter(({ options }) => options.length > 0);
  const warning = useDestinationWarning(value);
  const warningId = useId();
  return (
    <>
      <LongSelect
        value={value ? `${value.type}/${value.id}` : NOWHERE}
        onValueChange={(chosen) => {
          const [type, id] = chosen.split("/");
          onChange(id ? { type: type as Destination["type"], id } : null);
        }}
        groups={[{ value: NOWHERE, label: nowhere }, ...sections]}
        {...aria}
        aria-describedby={
          [aria["aria-describedby"], warning ? warningId : null]
            .filter(Boolean)
            .join(" ") || undefined
        }
      />
      {warning && (
        <p id={warningId} className="mt-1 text-xs text-warning">
          {warning}
        </p>
      )}
    </>
  );
}

/** A warning if no agent takes threads there, permanently or at the moment. */
function useDestinationWarning(value: Destination | null): string | null {
  const t = useTranslations("settings.destination");
  const ends = useEnds();
  const agents = useAgents().data;
  if (value === null || ends === null) return null;
  const found = deadEnd(value, ends);
  if (found)
    return found.place === null
      ? t("deadGone")
      : t("dead", { place: found.place, reason: found.reason });
  const person =
    value.type === "agent" && agents?.find(({ id }) => id === value.id);
  return person && person.presence === "offline"
    ? t("offline", { name: person.name })
    : null;
}
