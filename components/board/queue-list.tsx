"use client";

import { Ellipsis, List, Pause, Play, Settings } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { Destination } from "#contract/routing/destination.ts";
import type { Board } from "#contract/supervision/board.ts";
import { useDropTarget } from "#components/board/drop-target.ts";
import { useReplyClock } from "#components/words/use-reply-clock.ts";
import { LiveClock } from "#components/words/live-clock.tsx";
import { NameButton } from "#components/board/name-button.tsx";
import { PauseDialog } from "#components/board/pause-dialog.tsx";
import type { Scope } from "#components/board/threads-panel.tsx";
import {
  useRefreshBoard,
  type BoardQueue,
} from "#components/board/use-board.ts";
import { api } from "#components/live/transport/api.ts";
import { useQueues } from "#components/live/queries/use-directory.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useRefresh } from "#components/live/queries/use-refresh.ts";
import { Badge } from "#components/ui/marks/badge.tsx";
import { cn } from "#components/ui/class-names.ts";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from "#components/ui/overlays/menu.tsx";
import { toast } from "#components/page/toast.ts";
import { comingTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { useRoutingWords } from "#components/words/use-routing-words.ts";
import { serverDate } from "#components/page/server-clock.ts";

export type ListProps = {
  board: Board;
  scope: Scope | null;
  onShow: (scope: Scope) => void;
  /** Called for a drop on a row; null: nothing is dragged. */
  onDrop: ((to: Destination, name: string) => void) | null;
};

/** Every queue in numbers, and the unassigned threads. */
export function QueueList({ board, scope, onShow, onDrop }: ListProps) {
  const t = useTranslations("board");
  const { queues, unassigned } = board;
  return (
    <section aria-labelledby="board-queues">
      <h2 id="board-queues" className="mb-2 text-base font-semibold">
        {t("queues")}
      </h2>
      {queues.length === 0 && (
        <EmptyState
          title={t("noQueues")}
          text={t("noQueuesHint")}
          className="rounded-lg border border-dashed py-8"
        />
      )}
      {/* One head for the columns; on a phone each number keeps its caption. Screen readers read the captions. */}
      <div
        aria-hidden
        className={cn(columns, "px-4 pb-1 text-xs max-md:hidden")}
      >
        <span />
        {COLUMNS.map((name) => (
          <span key={name} className="truncate text-muted-foreground">
            {t(name)}
          </span>
        ))}
      </div>
      <ul
        aria-label={t("queues")}
        className="divide-y overflow-hidden rounded-lg border bg-card max-md:divide-y-0 max-md:border-0 max-md:bg-transparent"
      >
        {queues.map((queue) => (
          <QueueRow
            key={queue.id}
            queue={queue}
            isShown={scope?.type === "queue" && scope.id === queue.id}
            onShow={() =>
              onShow({ type: "queue", id: queue.id, name: queue.name })
            }
            onDrop={
              onDrop &&
              (() => onDrop({ type: "queue", id: queue.id }, queue.name))
            }
          />
        ))}
        <UnassignedRow
          unassigned={unassigned}
          isShown={scope?.type === "unassigned"}
          onShow={() =>
            onShow({ type: "unassigned", id: "", name: t("unassigned") })
          }
        />
      </ul>
    </section>
  );
}

const COLUMNS = ["waiting", "ringing", "oldest", "inHand", "free"] as const;
const columns =
  "grid grid-cols-3 items-center gap-x-3 gap-y-2 md:grid-cols-[minmax(0,1fr)_4.5rem_4.5rem_6rem_4.5rem_6.5rem_2.5rem]";
const row = cn(
  columns,
  "px-4 py-3 max-md:mb-2 max-md:rounded-lg max-md:border max-md:bg-card",
);

function QueueRow({
  queue,
  isShown,
  onShow,
  onDrop,
}: {
  queue: BoardQueue;
  isShown: boolean;
  onShow: () => void;
  onDrop: (() => void) | null;
}) {
  const t = useTranslations("board");
  const locale = useLocale();
  const say = useRoutingWords();
  const { isOver, props } = useDropTarget(onDrop);
  const departmentId =
    useQueues().data?.find(({ id }) => id === queue.id)?.departmentId ?? null;
  const { target, countedMs } = useReplyClock({
    routedTo: { type: "queue", id: queue.id },
    channelId: "",
    departmentId,
  });
  const targetSeconds = target?.firstSeconds ?? target?.nextSeconds ?? null;
  const { name, office, paused, waiting, available, loggedIn } = queue;
  return (
    <li
      {...props}
      className={cn(row, isShown && "bg-selected", isOver && "bg-primary-soft")}
    >
      <div className="col-span-2 min-w-0 md:col-span-1">
        <NameButton name={name} onShow={onShow} />
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted-foreground">
          <span>{say.strategy(queue.strategy)}</span>
          {office !== "open" && (
            <Badge tone="warning">{say.office(office)}</Badge>
          )}
          {paused && (
            <Badge tone="danger">
              {paused.until
                ? t("pausedUntil", {
                    when: comingTime(
                      locale,
                      new Date(paused.until),
                      serverDate(),
                    ),
                  })
                : t("paused")}
            </Badge>
          )}
        </div>
      </div>
      <div className="justify-self-end md:order-last">
        <QueueMenu queue={queue} onShow={onShow} />
      </div>
      <Metric label={t("waiting")} isStrong={waiting > 0}>
        {waiting}
      </Metric>
      <Metric label={t("ringing")}>{queue.offered}</Metric>
      <Metric label={t("oldest")}>
        {queue.oldestWaitingSince ? (
          <LiveClock
            since={queue.oldestWaitingSince}
            targetSeconds={targetSeconds}
            countedMs={countedMs}
          />
        ) : (
          "–"
        )}
      </Metric>
      <Metric label={t("inHand")}>{queue.inHand}</Metric>
      <Metric
        label={t("free")}
        hint={t("freeOf", { available, loggedIn })}
        isWarning={available === 0}
      >
        {available}/{loggedIn}
      </Metric>
    </li>
  );
}

function UnassignedRow({
  unassigned: { waiting, oldestWaitingSince },
  isShown,
  onShow,
}: {
  unassigned: Board["unassigned"];
  isShown: boolean;
  onShow: () => void;
}) {
  const t = useTranslations("board");
  return (
    <li className={cn(row, isShown && "bg-selected")}>
      <div className="col-span-3 min-w-0 md:col-span-1">
        <NameButton name={t("unassigned")} onShow={onShow} />
        <p className="text-xs text-muted-foreground">{t("unassignedHint")}</p>
      </div>
      <Metric
        label={t("waiting")}
        isWarning={waiting > 0}
        isStrong={waiting > 0}
      >
        {waiting}
      </Metric>
      <span aria-hidden className="max-md:hidden" />
      <Metric label={t("oldest")}>
        {oldestWaitingSince ? (
          <LiveClock since={oldestWaitingSince} targetSeconds={null} />
        ) : (
          "–"
        )}
      </Metric>
    </li>
  );
}

/** A number under the head of its column; on a phone above its caption. */
function Metric({
  label,
  hint,
  isStrong = false,
  isWarning = false,
  children,
}: {
  label: string;
  hint?: string;
  isStrong?: boolean;
  isWarning?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-col-reverse" title={hint}>
      <span className="truncate text-xs text-muted-foreground md:sr-only">
        {label}
      </span>
      <span
        className={cn(
          "text-lg leading-5 tabular-nums",
          isStrong && "font-semibold",
          isWarning && "text-warning",
        )}
      >
        {children}
      </span>
    </div>
  );
}

function QueueMenu({
  queue: { id, name, paused },
  onShow,
}: {
  queue: BoardQueue;
  onShow: () => void;
}) {
  const t = useTranslations("board");
  const words = useErrorWords();
  const refreshBoard = useRefreshBoard();
  const refreshQueues = useRefresh("queues");
  const [isPausing, setPausing] = useState(false);
  const resume = async () => {
    try {
      await api(`/queues/${id}/resume`, { method: "POST", body: {} });
      void refreshBoard();
      void refreshQueues();
      toast.success(t("resumed", { name }));
    } catch (error) {
      toast.error(words(error));
    }
  };
  return (
    <>
      <Menu modal={false}>
        <MenuTrigger asChild>
          <IconButton label={t("actions", { name })}>
            <Ellipsis />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={onShow}>
            <List />
            {t("show")}
          </MenuItem>
          {paused ? (
            <MenuItem onSelect={() => void resume()}>
              <Play />
              {t("resume")}
            </MenuItem>
          ) : (
            <MenuItem onSelect={() => setPausing(true)}>
              <Pause />
              {t("pause")}
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem asChild>
            <PageLink href={`/settings/queues/${id}`}>
              <Settings />
              {t("settings")}
            </PageLink>
          </MenuItem>
        </MenuContent>
      </Menu>
      {isPausing && (
        <PauseDialog queue={{ id, name }} onClose={() => setPausing(false)} />
      )}
    </>
  );
}
