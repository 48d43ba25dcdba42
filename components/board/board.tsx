"use client";

import { ChartColumn, Maximize, Minimize } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Destination } from "#contract/routing/destination.ts";
import type { Board as Standing } from "#contract/supervision/board.ts";
import { AgentList } from "#components/board/agent-list.tsx";
import { AlertList } from "#components/board/alert-list.tsx";
import { QueueList } from "#components/board/queue-list.tsx";
import { ReassignDialog } from "#components/board/reassign-dialog.tsx";
import { ThreadsPanel, type Scope } from "#components/board/threads-panel.tsx";
import { useBoard } from "#components/board/use-board.ts";
import { useFullScreen } from "#components/page/use-full-screen.ts";
import {
  useReassign,
  type Moving,
  type Refused,
} from "#components/board/use-reassign.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { toast } from "#components/page/toast.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The board shows the present state and offers its acts: pause, status, log-in, reassign. */
export function Board() {
  const t = useTranslations("board");
  const words = useErrorWords();
  const query = useBoard();
  const [isFull, toggleFull] = useFullScreen();
  return (
    <div
      className={cn(
        "flex min-h-0 flex-1 flex-col bg-background",
        isFull && "fixed inset-0 z-30",
      )}
    >
      <header className="flex h-13 shrink-0 items-center gap-2 border-b px-4">
        <h1 className="flex-1 text-lg font-semibold">{t("title")}</h1>
        <PageLink
          href="/reports"
          className="inline-flex min-h-6 items-center gap-1.5 text-sm text-primary hover:underline"
        >
          <ChartColumn aria-hidden className="size-4" />
          {t("reports")}
        </PageLink>
        <IconButton
          label={t(isFull ? "leaveFullScreen" : "fullScreen")}
          className="max-md:hidden"
          onClick={toggleFull}
        >
          {isFull ? <Minimize /> : <Maximize />}
        </IconButton>
      </header>
      {query.data ? (
        <Standings board={query.data} />
      ) : query.isError ? (
        <EmptyState
          title={t("failed")}
          text={words(query.error)}
          action={
            <Button onClick={() => void query.refetch()}>{t("retry")}</Button>
          }
        />
      ) : (
        <div className="space-y-3 p-4">
          <Skeleton className="h-40 rounded-lg" />
          <Skeleton className="h-64 rounded-lg" />
        </div>
      )}
    </div>
  );
}

/** The threads being moved, by the dialog or by a drop. */
type Move = {
  threads: Moving[];
  to: Destination | null;
  /** Threads that a drop could not move, with the reasons. */
  refused?: Refused[];
};

function Standings({ board }: { board: Standing }) {
  const [scope, setScope] = useState<Scope | null>(null);
  const [move, setMove] = useState<Move | null>(null);
  const [dragged, setDragged] = useState<Moving[] | null>(null);
  const drop = useDrop(board, setMove);
  const onDrop = dragged
    ? (to: Destination, name: string) => {
        setDragged(null);
        void drop(dragged, to, name);
      }
    : null;
  const lists = { board, scope, onShow: setScope, onDrop };
  return (
    <div className="relative flex min-h-0 flex-1">
      <div className="min-h-0 min-w-0 flex-1 overflow-y-auto pane:flex pane:overflow-hidden">
        <div className="pane:min-h-0 pane:min-w-0 pane:flex-1 pane:overflow-y-auto">
          <div className="mx-auto flex max-w-6xl flex-col gap-6 p-4 md:p-6">
            <QueueList {...lists} />
            <AgentList {...lists} />
          </div>
        </div>
        {!scope && (
          <aside className="p-4 md:px-6 pane:w-88 pane:shrink-0 pane:overflow-y-auto pane:border-s pane:bg-sidebar pane:p-4">
            <AlertList />
          </aside>
        )}
      </div>
      {scope && (
        <aside className="absolute inset-0 z-10 flex flex-col overflow-y-auto border-s bg-sidebar md:start-auto md:w-96 md:shadow-float pane:static pane:w-88 pane:shrink-0 pane:shadow-none">
          <ThreadsPanel
            key={`${scope.type} ${scope.id}`}
            scope={scope}
            onClose={() => setScope(null)}
            onMove={(threads) => setMove({ threads, to: null })}
            onDrag={setDragged}
          />
        </aside>
      )}
      {move && (
        <ReassignDialog
          threads={move.threads}
          to={move.to}
          refused={move.refused ?? []}
          board={board}
          onClose={() => setMove(null)}
        />
      )}
    </div>
  );
}

/** A drop moves threads at once; only a target agent who is offline needs a confirmation. */
function useDrop(board: Standing, ask: (move: Move) => void) {
  const reassign = useReassign();
  const words = useErrorWords();
  return async (threads: Moving[], to: Destination, toName: string) => {
    const agent = board.agents.find(({ id }) => id === to.id);
    if (to.type === "agent" && agent?.presence === "offline")
      return ask({ threads, to });
    try {
      const refused = await reassign({ threads, to, toName });
      if (refused.length > 0) ask({ threads: refused, to, refused });
    } catch (error) {
      toast.error(words(error));
    }
  };
}
