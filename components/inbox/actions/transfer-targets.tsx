"use client";

import { Bell, Search, Users } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { Agent, Destination, Thread } from "#contract/shapes.ts";
import {
  useAgents,
  useQueues,
  useRingGroups,
} from "#components/live/use-directory.ts";
import { useMe } from "#components/live/live-context.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Input } from "#components/ui/input.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { cn } from "#components/ui/class-names.ts";
import { PresenceDot } from "#components/shell/presence.tsx";

type Target = {
  to: Destination;
  name: string;
  detail: string;
  icon: ReactNode;
  /** Why it cannot be chosen. */
  reason: string | null;
};

/** Everybody and every queue, those who cannot take it shown with the reason. */
export function TransferTargets({
  thread,
  value,
  onChange,
}: {
  thread: Thread;
  value: Destination | null;
  onChange: (to: Destination) => void;
}) {
  const t = useTranslations("transfer");
  const [search, setSearch] = useState("");
  const { targets, isLoading } = useTargets(thread);
  const wanted = search.trim().toLowerCase();
  const shown = targets.filter(({ name }) =>
    name.toLowerCase().includes(wanted),
  );
  const keyOf = ({ type, id }: Destination) => `${type}/${id}`;
  return (
    <>
      <div className="relative mb-2">
        <Search
          aria-hidden
          className="pointer-events-none absolute start-2.5 top-1/2 size-4 -translate-y-1/2 text-subtle"
        />
        <Input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          placeholder={t("search")}
          aria-label={t("search")}
          className="ps-8"
        />
      </div>
      {isLoading && <Skeleton className="h-40" />}
      <RadioGroup.Root
        value={value ? keyOf(value) : ""}
        onValueChange={(key) => {
          const target = targets.find(({ to }) => keyOf(to) === key);
          if (target) onChange(target.to);
        }}
        aria-label={t("targets")}
        className="max-h-64 overflow-y-auto rounded-md border p-1"
      >
        {shown.map((target) => (
          <RadioGroup.Item
            key={keyOf(target.to)}
            value={keyOf(target.to)}
            disabled={target.reason !== null}
            className={cn(
              "flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-start text-sm hover:bg-accent disabled:cursor-not-allowed disabled:opacity-55 data-[state=checked]:bg-selected touch:py-2.5",
            )}
          >
            {target.icon}
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{target.name}</span>
              <span className="block truncate text-xs text-muted-foreground">
                {target.reason ?? target.detail}
              </span>
            </span>
          </RadioGroup.Item>
        ))}
        {!isLoading && shown.length === 0 && (
          <p className="px-2 py-3 text-sm text-muted-foreground">{t("none")}</p>
        )}
      </RadioGroup.Root>
    </>
  );
}

function useTargets(thread: Thread): { targets: Target[]; isLoading: boolean } {
  const t = useTranslations("transfer");
  const presences = useTranslations("userMenu.presences");
  const me = useMe();
  const agents = useAgents();
  const queues = useQueues();
  const groups = useRingGroups();
  const reasonFor = (agent: Agent): string | null =>
    agent.presence === "offline" ? presences("offline") : null;
  const people = (agents.data ?? [])
    .filter(
      ({ id, disabled, role }) =>
        !disabled &&
        role !== "reviewer" &&
        id !== thread.owner?.id &&
        (id !== me.id || thread.owner !== null),
    )
    .map((agent): Target => ({
      to: { type: "agent", id: agent.id },
      name: agent.name,
      detail: t("agentDetail", {
        presence: presences(agent.presence),
        open: agent.openThreads,
        capacity: agent.capacity,
      }),
      icon: (
        <span className="relative">
          <Avatar id={agent.id} name={agent.name} size="sm" />
          <PresenceDot
            presence={agent.presence}
            className="absolute -end-0.5 -bottom-0.5 border-2 border-popover box-content"
          />
        </span>
      ),
      reason: reasonFor(agent),
    }));
  const place = (
    type: "queue" | "ring_group",
    { id, name, memberIds }: { id: string; name: string; memberIds: string[] },
  ): Target => ({
    to: { type, id },
    name,
    detail: t(type, { count: memberIds.length }),
    icon: (
      <span
        aria-hidden
        className="flex size-7 items-center justify-center rounded-full bg-muted text-muted-foreground [&_svg]:size-4"
      >
        {type === "queue" ? <Users /> : <Bell />}
      </span>
    ),
    reason: null,
  });
  return {
    isLoading: agents.isPending || queues.isPending,
    targets: [
      ...(queues.data ?? []).map((queue) => place("queue", queue)),
      ...(groups.data ?? []).map((group) => place("ring_group", group)),
      ...people,
    ],
  };
}
