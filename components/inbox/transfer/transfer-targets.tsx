"use client";

import { Bell, Users } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import { includesFolded } from "#contract/text/fold.ts";
import type { Destination } from "#contract/routing/destination.ts";
import type { TransferTarget } from "#contract/supervision/transfer-target.ts";
import { useTargetWords } from "./use-target-words.ts";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { cn } from "#components/ui/class-names.ts";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { PresenceDot } from "#components/presence/presence.tsx";

export function keyOfTarget({ type, id }: Destination): string {
  return `${type}/${id}`;
}

/** All agents and places; those that cannot take the thread now come last, with the reason. */
export function TransferTargets({
  targets,
  value,
  onChange,
  onEnter,
}: {
  /** Undefined: still loading; the search field already works. */
  targets: readonly TransferTarget[] | undefined;
  value: Destination | null;
  onChange: (to: Destination) => void;
  /** Enter in the search field has chosen the first of those found. */
  onEnter: () => void;
}) {
  const t = useTranslations("transfer");
  const [search, setSearch] = useState("");
  const found = (targets ?? [])
    .filter(({ reason }) => reason !== "owner" && reason !== "role")
    .filter(({ name }) => includesFolded(name, search))
    // The sort is stable: by name within each group.
    .sort((a, b) => Number(a.reason !== null) - Number(b.reason !== null));
  const groups = [
    {
      name: "people" as const,
      shown: found.filter(({ to }) => to.type === "agent"),
    },
    {
      name: "places" as const,
      shown: found.filter(({ to }) => to.type !== "agent"),
    },
  ];
  return (
    <>
      <SearchInput
        value={search}
        onChange={setSearch}
        label={t("search")}
        onEnter={() => {
          const first = groups
            .flatMap(({ shown }) => shown)
            .find((target) => !isClosed(target));
          if (!first || search.trim() === "") return;
          onChange(first.to);
          onEnter();
        }}
        className="mb-2"
      />
      <RadioGroup.Root
        value={value ? keyOfTarget(value) : ""}
        onValueChange={(key) => {
          const target = targets?.find(({ to }) => keyOfTarget(to) === key);
          if (target) onChange(target.to);
        }}
        aria-label={t("targets")}
        // High enough for both kinds; a fixed height does not jump during typing.
        className="h-72 overflow-y-auto rounded-md border p-1"
      >
        {groups.map(
          ({ name, shown }) =>
            shown.length > 0 && (
              <div key={name} role="group" aria-label={t(name)}>
                <p
                  aria-hidden
                  className="px-2 pt-2.5 pb-1 text-xs font-medium text-muted-foreground"
                >
                  {t(name)}
                </p>
                {shown.map((target) => (
                  <Row key={keyOfTarget(target.to)} target={target} />
                ))}
              </div>
            ),
        )}
        {!targets && <Skeleton className="h-full" />}
        {targets && found.length === 0 && (
          <p className="px-2 py-3 text-sm text-muted-foreground">{t("none")}</p>
        )}
      </RadioGroup.Root>
    </>
  );
}

/** Whether a target cannot be chosen now, not even by force. */
function isClosed({ reason, canForce }: TransferTarget): boolean {
  return reason !== null && !canForce;
}

function Row({ target }: { target: TransferTarget }) {
  const { detailOf, reasonOf } = useTargetWords();
  const { to, name, reason, canForce, presence } = target;
  const isOff = isClosed(target);
  return (
    <RadioGroup.Item
      value={keyOfTarget(to)}
      disabled={isOff}
      className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-start text-sm enabled:hover:bg-accent disabled:cursor-not-allowed data-[state=checked]:bg-selected touch:py-2.5"
    >
      <span className={cn("relative", isOff && "opacity-50")}>
        {to.type === "agent" ? (
          <>
            <AgentAvatar id={to.id} name={name} size="sm" />
            {presence && (
              <PresenceDot
                presence={presence}
                className="absolute -end-0.5 -bottom-0.5 border-2 border-popover box-content"
              />
            )}
          </>
        ) : (
          <PlaceIcon>{to.type === "queue" ? <Users /> : <Bell />}</PlaceIcon>
        )}
      </span>
      <span className="min-w-0 flex-1">
        <span
          className={cn(
            "block truncate font-medium",
            isOff && "text-muted-foreground",
          )}
        >
          {name}
        </span>
        <span className="block text-xs text-muted-foreground">
          {reason && (
            <span className={cn("font-medium", canForce && "text-warning")}>
              {reasonOf(target)}
              {" · "}
            </span>
          )}
          {detailOf(target)}
        </span>
      </span>
    </RadioGroup.Item>
  );
}

function PlaceIcon({ children }: { children: ReactNode }) {
  return (
    <span
      aria-hidden
      className="flex size-7 items-center justify-center rounded-full bg-muted text-muted-foreground [&_svg]:size-4"
    >
      {children}
    </span>
  );
}
