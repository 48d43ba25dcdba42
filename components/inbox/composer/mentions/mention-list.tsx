"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import type { Agent } from "#contract/people/agent.ts";
import { isTeammate } from "#contract/people/roles.ts";
import {
  optionId,
  type TypedList,
} from "#components/inbox/composer/use-typed-list.ts";
import { PresenceDot } from "#components/presence/presence.tsx";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { cn } from "#components/ui/class-names.ts";

/** The teammates who fit what is typed after "@", over the field; the field keeps the focus. */
export function MentionList({
  list: { listId, items, activeId, activate, choose },
}: {
  list: TypedList<Agent>;
}) {
  const t = useTranslations("composer.mentions");
  const presences = useTranslations("userMenu.presences");
  useEffect(() => {
    if (activeId === undefined) return;
    document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);
  return (
    <ul
      id={listId}
      role="listbox"
      aria-label={t("title")}
      // A click must not take the focus from the field.
      onPointerDown={(event) => event.preventDefault()}
      className="absolute start-0 bottom-full z-30 mb-1 max-h-[min(16rem,40dvh)] w-72 max-w-full animate-rise overflow-y-auto rounded-lg bg-popover p-1 text-popover-foreground shadow-float"
    >
      {items.map((agent, index) => {
        const id = optionId(listId, agent);
        const isActive = id === activeId;
        return (
          <li
            key={agent.id}
            id={id}
            role="option"
            aria-selected={isActive}
            onPointerMove={isActive ? undefined : () => activate(index)}
            onClick={() => choose(agent)}
            className={cn(
              "flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-sm touch:py-2.5",
              isActive && "bg-accent",
            )}
          >
            <span className="relative shrink-0">
              <AgentAvatar id={agent.id} name={agent.name} size="sm" />
              {isTeammate(agent.role) && (
                <PresenceDot
                  presence={agent.presence}
                  className="absolute -end-0.5 -bottom-0.5 box-content border-2 border-popover"
                />
              )}
            </span>
            <span className="bidi min-w-0 flex-1 truncate font-medium">
              {agent.name}
            </span>
            <span className="shrink-0 text-xs text-muted-foreground">
              {isTeammate(agent.role) && presences(agent.presence)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
