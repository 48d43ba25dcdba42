"use client";

import { ArrowLeftRight, Check, Ellipsis, Hand, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Thread } from "#contract/shapes.ts";
import { abilitiesOf } from "#components/inbox/actions/abilities.ts";
import { setCurrentThread } from "#components/inbox/actions/current-thread.ts";
import { useHandOver } from "#components/inbox/actions/use-hand-over.ts";
import { useThreadCommands } from "#components/inbox/actions/use-thread-commands.ts";
import { useChangeDraft } from "#components/inbox/composer/draft-store.ts";
import { COMPOSER_FIELD_ID } from "#components/inbox/composer/message-field.tsx";
import { useMe } from "#components/live/live-context.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { FloatingButton } from "#components/ui/floating-button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

const TransferDialog = lazy(
  () => import("#components/inbox/actions/transfer-dialog.tsx"),
);
const loadMore = () => import("#components/inbox/actions/more-panel.tsx");
const MorePanel = lazy(loadMore);

/** The one or two things done most stand as buttons, the rest in the menu; on a phone, only the first. */
export function ThreadActions({ thread }: { thread: Thread }) {
  const t = useTranslations("actions");
  const me = useMe();
  const can = abilitiesOf(thread, me);
  const { run, busy } = useThreadCommands(thread);
  const [isTransferring, setTransferring] = useState(false);
  const [isMoreOpen, setMoreOpen] = useState(false);
  const hand = useHandOver(thread);
  const change = useChangeDraft(thread.id);
  useEffect(() => {
    if (me.role === "reviewer") return;
    setCurrentThread({
      thread,
      can: abilitiesOf(thread, me),
      run,
      transfer: (to) => (to ? hand(to) : setTransferring(true)),
      openSnooze: () => setMoreOpen(true),
      write(kind) {
        change({ kind });
        // After the field has become what it is for.
        requestAnimationFrame(() =>
          document.getElementById(COMPOSER_FIELD_ID)?.focus(),
        );
      },
    });
    return () => setCurrentThread(null);
  }, [thread, me, run, hand, change]);
  if (me.role === "reviewer") return null;
  return (
    <div className="flex shrink-0 items-center gap-1.5">
      {can.take && (
        <Button
          variant="primary"
          busy={busy === "take"}
          onClick={() => run("take")}
        >
          <Hand />
          {t("take")}
        </Button>
      )}
      {can.takeOver && (
        <Button busy={busy === "takeOver"} onClick={() => run("takeOver")}>
          <Hand />
          {t("takeOver")}
        </Button>
      )}
      {can.transfer && (
        <Button className="max-lg:hidden" onClick={() => setTransferring(true)}>
          <ArrowLeftRight />
          {t("transfer")}
        </Button>
      )}
      {can.close && (
        <Button
          // A phone has room for one button beside the name.
          className={cn((can.take || can.takeOver) && "max-md:hidden")}
          busy={busy === "close"}
          onClick={() => run("close")}
        >
          <Check />
          {t("done")}
        </Button>
      )}
      {can.reopen && (
        <Button busy={busy === "reopen"} onClick={() => run("reopen")}>
          <RotateCcw />
          {t("reopen")}
        </Button>
      )}
      {(can.release || can.snooze || can.transfer) && (
        <FloatingButton
          kind="menu"
          preload={() => void loadMore()}
          isOpen={isMoreOpen}
          onOpenChange={setMoreOpen}
          button={
            <IconButton label={t("more")}>
              <Ellipsis />
            </IconButton>
          }
          panel={(floating) => (
            <MorePanel
              {...floating}
              can={can}
              onRun={run}
              onTransfer={() => setTransferring(true)}
            />
          )}
        />
      )}
      {isTransferring && (
        <Suspense>
          <TransferDialog
            thread={thread}
            onClose={() => setTransferring(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
