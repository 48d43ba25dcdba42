"use client";

import { useTranslations } from "next-intl";
import type { Presence } from "#contract/people/agent.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { CHOICES, PresenceDot } from "#components/presence/presence.tsx";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { isTeammate } from "#contract/people/roles.ts";

const AS_IS = "as-is";

/** Pretended presence of agents; others keep their real one. */
export function PretendedPresence({
  value,
  onChange,
}: {
  value: Record<string, Presence>;
  onChange: (presence: Record<string, Presence>) => void;
}) {
  const t = useTranslations("settings.whatIf");
  const presences = useTranslations("userMenu.presences");
  const agents = (useAgents().data ?? []).filter(
    ({ disabled, role }) => !disabled && isTeammate(role),
  );
  return (
    <ul className="divide-y rounded-md border">
      {agents.map(({ id, name, presence }) => (
        <li key={id} className="flex items-center gap-2 px-2 py-1.5">
          <AgentAvatar id={id} name={name} size="sm" />
          <span className="min-w-0 flex-1 truncate text-sm">{name}</span>
          <PresenceDot presence={value[id] ?? presence} />
          <Select
            aria-label={name}
            value={value[id] ?? AS_IS}
            onValueChange={(chosen) => {
              const { [id]: _old, ...others } = value;
              onChange(
                chosen === AS_IS
                  ? others
                  : { ...others, [id]: chosen as Presence },
              );
            }}
            groups={[
              { value: AS_IS, label: t("asIs") },
              ...CHOICES.map((each) => ({
                value: each,
                label: presences(each),
              })),
            ]}
            className="w-36 sm:w-44"
          />
        </li>
      ))}
    </ul>
  );
}
