"use client";

import { useLocale, useTranslations } from "next-intl";
import { AgentMenu } from "#components/board/agent-menu.tsx";
import { useDropTarget } from "#components/board/drop-target.ts";
import { LiveClock } from "#components/words/live-clock.tsx";
import { NameButton } from "#components/board/name-button.tsx";
import type { ListProps } from "#components/board/queue-list.tsx";
import type { BoardAgent, BoardQueue } from "#components/board/use-board.ts";
import { PresenceDot } from "#components/presence/presence.tsx";
import { AgentAvatar } from "#components/presence/agent-avatar.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { cn } from "#components/ui/class-names.ts";
import { comingTime } from "#components/words/times.ts";
import {
  countdownText,
  useSecondsLeft,
} from "#components/words/use-seconds-left.ts";
import { serverDate } from "#components/page/server-clock.ts";

const ORDER = ["available", "transfer_only", "away", "dnd", "offline"];

/** All agents, those who can work first, with presence, load, open threads and ringing offers. */
export function AgentList({ board, scope, onShow, onDrop }: ListProps) {
  const t = useTranslations("board");
  const agents = board.agents.toSorted(
    (a, b) => ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence),
  );
  return (
    <section aria-labelledby="board-people">
      <h2 id="board-people" className="mb-2 text-base font-semibold">
        {t("people")}
      </h2>
      <ul
        aria-label={t("people")}
        className="divide-y overflow-hidden rounded-lg border bg-card"
      >
        {agents.map((agent) => (
          <AgentRow
            key={agent.id}
            agent={agent}
            queues={board.queues}
            isShown={scope?.type === "agent" && scope.id === agent.id}
            onShow={() =>
              onShow({ type: "agent", id: agent.id, name: agent.name })
            }
            onDrop={
              onDrop &&
              (() => onDrop({ type: "agent", id: agent.id }, agent.name))
            }
          />
        ))}
      </ul>
    </section>
  );
}

function AgentRow({
  agent,
  queues,
  isShown,
  onShow,
  onDrop,
}: {
  agent: BoardAgent;
  queues: BoardQueue[];
  isShown: boolean;
  onShow: () => void;
  onDrop: (() => void) | null;
}) {
  const { isOver, props } = useDropTarget(onDrop);
  const { id, name, presence } = agent;
  return (
    <li
      {...props}
      className={cn(
        "flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5 md:flex-nowrap",
        isShown && "bg-selected",
        isOver && "bg-primary-soft",
      )}
    >
      <span className="relative shrink-0">
        <AgentAvatar id={id} name={name} />
        <PresenceDot
          presence={presence}
          className="absolute -end-0.5 -bottom-0.5 box-content border-2 border-card"
        />
      </span>
      <div className="min-w-0 flex-1">
        <NameButton name={name} onShow={onShow} />
        <PresenceWords agent={agent} />
      </div>
      <div className="order-last flex w-full flex-wrap items-center gap-x-3 gap-y-1 md:order-none md:w-auto">
        <Load agent={agent} />
        <Marks agent={agent} queues={queues} />
      </div>
      <AgentMenu agent={agent} queues={queues} onShow={onShow} />
    </li>
  );
}

/** "Lunch · until 14:00 · 12:05", with the reason if the agent did not set it. */
function PresenceWords({ agent }: { agent: BoardAgent }) {
  const t = useTranslations("board");
  const presences = useTranslations("userMenu.presences");
  const locale = useLocale();
  const { presence, presenceText, presenceMessage, presenceReason } = agent;
  const reason = `reasons.${presenceReason}` as "reasons.lost";
  const words = [
    presenceText ?? presences(presence),
    presenceReason !== null && t.has(reason) && t(reason),
    agent.until &&
      t("until", {
        when: comingTime(locale, new Date(agent.until), serverDate()),
      }),
    presenceMessage,
    presence !== "offline" && !agent.connected && t("notConnected"),
  ].filter(Boolean);
  return (
    <p className="truncate text-xs text-muted-foreground">
      {words.join(" · ")}
      {" · "}
      <LiveClock since={agent.since} />
    </p>
  );
}

function Load({
  agent: { load, capacity, openThreads },
}: {
  agent: BoardAgent;
}) {
  const t = useTranslations("board");
  const share = Math.min(1, capacity === 0 ? 1 : load / capacity);
  return (
    <div className="w-40 max-md:flex-1">
      <div className="flex justify-between gap-2 text-xs whitespace-nowrap tabular-nums">
        <span>{t("loadShown", { load, capacity })}</span>
        <span className="text-muted-foreground">
          {t("open", { count: openThreads })}
        </span>
      </div>
      <div
        role="meter"
        aria-label={t("load", { load, capacity })}
        aria-valuemin={0}
        aria-valuemax={capacity}
        aria-valuenow={Math.min(load, capacity)}
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-muted"
      >
        <div
          style={{ width: `${share * 100}%` }}
          className={cn(
            "h-full rounded-full",
            share >= 1 ? "bg-warning" : "bg-primary",
          )}
        />
      </div>
    </div>
  );
}

function Marks({ agent, queues }: { agent: BoardAgent; queues: BoardQueue[] }) {
  const t = useTranslations("board");
  const left = useSecondsLeft(agent.wrapUpUntil);
  const loggedOut = agent.queues.filter(({ loggedIn }) => !loggedIn);
  return (
    <div className="flex flex-wrap gap-1 empty:hidden md:order-first md:w-40 md:justify-end">
      {agent.ringing > 0 && (
        <Badge tone="primary">
          {t("ringingCount", { count: agent.ringing })}
        </Badge>
      )}
      {agent.asked > 0 && (
        <Badge tone="primary">{t("askedCount", { count: agent.asked })}</Badge>
      )}
      {agent.missed > 0 && (
        <Badge tone="warning" title={t("missedHint")}>
          {t("missedCount", { count: agent.missed })}
        </Badge>
      )}
      {left !== null && left > 0 && (
        <Badge tone="warning">
          {t("wrapUp", { left: countdownText(left) })}
        </Badge>
      )}
      {loggedOut.map(({ id }) => (
        <Badge key={id}>
          {t("loggedOutOf", {
            queue: queues.find((queue) => queue.id === id)?.name ?? "…",
          })}
        </Badge>
      ))}
    </div>
  );
}
