"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { cn } from "#components/ui/class-names.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { LongSelect } from "#components/settings/long-select.tsx";
import { isStaff, isTeammate } from "#contract/people/roles.ts";

/** Chooses agents in an order that can be changed; some strategies follow it. */
export function MemberPicker({
  value,
  onChange,
  isOrdered = true,
  allStaff = false,
  renderMore,
  ...aria
}: {
  value: string[];
  onChange: (memberIds: string[]) => void;
  isOrdered?: boolean;
  /** Also agents who answer no conversations: departments have them, too. */
  allStaff?: boolean;
  /** Further settings of each member. */
  renderMore?: (member: { id: string; name: string }) => ReactNode;
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}) {
  const t = useTranslations("settings.members");
  const { data: agents = [], isPending } = useAgents();
  const free = agents.filter(
    ({ id, disabled, role }) =>
      !disabled &&
      (allStaff ? isStaff(role) : isTeammate(role)) &&
      !value.includes(id),
  );
  const swap = (index: number, by: 1 | -1) => {
    const next = [...value];
    const [moved] = next.splice(index, 1);
    if (moved) next.splice(index + by, 0, moved);
    onChange(next);
  };
  return (
    <div className="space-y-2">
      {value.length > 0 && (
        <ol className="divide-y rounded-md border">
          {value.map((id, index) => {
            const agent = agents.find((each) => each.id === id);
            const name = agent?.name ?? "…";
            return (
              <li
                key={id}
                className="flex flex-wrap items-center gap-x-2 px-2 py-1"
              >
                <AgentAvatar id={id} name={name} size="sm" />
                <span
                  className={cn(
                    "min-w-0 flex-1 truncate text-sm",
                    // On a phone the settings and buttons share the line below the name.
                    renderMore && "max-sm:basis-[calc(100%-2.5rem)]",
                  )}
                >
                  {name}
                </span>
                {renderMore && (
                  <span className="flex items-center gap-1.5 max-sm:flex-1 max-sm:ps-9">
                    {renderMore({ id, name })}
                  </span>
                )}
                {isOrdered && (
                  <>
                    <IconButton
                      label={t("up", { name })}
                      size="icon-sm"
                      disabled={index === 0}
                      onClick={() => swap(index, -1)}
                    >
                      <ArrowUp />
                    </IconButton>
                    <IconButton
                      label={t("down", { name })}
                      size="icon-sm"
                      disabled={index === value.length - 1}
                      onClick={() => swap(index, 1)}
                    >
                      <ArrowDown />
                    </IconButton>
                  </>
                )}
                <IconButton
                  label={t("remove", { name })}
                  size="icon-sm"
                  onClick={() => onChange(value.filter((each) => each !== id))}
                >
                  <X />
                </IconButton>
              </li>
            );
          })}
        </ol>
      )}
      <LongSelect
        value=""
        onValueChange={(id) => onChange([...value, id])}
        placeholder={t(free.length > 0 || isPending ? "add" : "allIn")}
        disabled={free.length === 0}
        groups={free.map(({ id, name }) => ({
          value: id,
          label: name,
          icon: <AgentAvatar id={id} name={name} size="xs" />,
        }))}
        {...aria}
      />
    </div>
  );
}
