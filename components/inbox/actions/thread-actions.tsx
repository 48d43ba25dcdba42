"use client";

import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";
import { ArrowLeftRight, Check, Ellipsis, Hand, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useCallback, useLayoutEffect, useState } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import {
  abilitiesOf,
  takeRefusalOf,
} from "#components/thread/rights/abilities.ts";
import { setCurrentThread } from "#components/thread/current-thread.ts";
import {
  TakeRefused,
  tellRefusal,
  useRefusalWords,
} from "#components/inbox/actions/take-refused.tsx";
import { PriorityButton } from "#components/inbox/actions/priority-button.tsx";
import { useUnblock } from "#components/thread/block/use-unblock.ts";
import { useHandOver } from "#components/inbox/transfer/use-hand-over.ts";
import { useThreadCommands } from "#components/inbox/actions/use-thread-commands.ts";
import { useChangeDraft } from "#components/live/stores/draft-store.ts";
import { COMPOSER_FIELD_ID } from "#components/inbox/composer/message-field.tsx";
import { useOffer } from "#components/live/queries/use-offers.ts";
import { OfferButtons } from "#components/thread/offers/offer-buttons.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Opening } from "#components/page/opening.tsx";
import { lazily } from "#components/page/lazily.ts";

const TransferDialog = lazily(
  () => import("#components/inbox/transfer/transfer-dialog.tsx"),
);
const SnoozeDialog = lazily(
  () => import("#components/inbox/actions/snooze-dialog.tsx"),
);
const TraceDialog = lazily(
  () => import("#components/inbox/trace/trace-dialog.tsx"),
);
const LabelDialog = lazily(() => import("#components/labels/label-dialog.tsx"));
const PeopleDialog = lazily(
  () => import("#components/inbox/people/people-dialog.tsx"),
);
const MacroDialog = lazily(
  () => import("#components/inbox/macros/macro-dialog.tsx"),
);
const WrapUpDialog = lazily(
  () => import("#components/inbox/actions/wrap-up-dialog.tsx"),
);
const BlockDialog = lazily(
  () => import("#components/thread/block/block-dialog.tsx"),
);
const MorePanel = lazily(
  () => import("#components/inbox/actions/more-panel.tsx"),
);

/**
 * Buttons for the one or two most common commands, and a menu for the others. A phone and a tablet show
 * only the first button.
 */
export function ThreadActions({ thread }: { thread: Thread }) {
  const t = useTranslations("actions");
  const me = useThreadManager();
  const can = abilitiesOf(thread, me);
  const refusal = takeRefusalOf(thread, me);
  const refusalWords = useRefusalWords(refusal);
  const { run, close, prioritize, busy, leave, wrappingUp } =
    useThreadCommands(thread);
  const offer = useOffer(thread.id);
  const [isTransferring, setTransferring] = useState(false);
  const [isSnoozing, setSnoozing] = useState(false);
  const [isTracing, setTracing] = useState(false);
  const [isLabelling, setLabelling] = useState(false);
  const [isInviting, setInviting] = useState(false);
  const [isPriorityOpen, setPriorityOpen] = useState(false);
  const [isMoreOpen, setMoreOpen] = useState(false);
  const [isBlocking, setBlocking] = useState(false);
  const { mutate: unblock } = useUnblock(thread.customer.id);
  const [macro, setMacro] = useState<{ id: string | null } | null>(null);
  const openMacros = useCallback(
    (id?: string) => setMacro({ id: id ?? null }),
    [],
  );
  const openTransfer = useCallback(() => setTransferring(true), []);
  const hand = useHandOver(thread, openTransfer);
  const change = useChangeDraft(thread.id);
  // In the frame that draws it: a key comes right after.
  useLayoutEffect(() => {
    setCurrentThread({
      thread,
      can: abilitiesOf(thread, me),
      run,
      close,
      transfer: (to) => (to ? hand(to) : openTransfer()),
      openSnooze: () => setSnoozing(true),
      openLabels: () => setLabelling(true),
      openPriority: () => setPriorityOpen(true),
      prioritize,
      openPeople: () => setInviting(true),
      openMacros,
      leave,
      openBlock: () => setBlocking(true),
      unblock,
      tellWhyNot: refusalWords ? () => tellRefusal(refusalWords) : null,
      showTrace: () => setTracing(true),
      write(kind) {
        change({ kind });
        // The field has to change its kind before it gets the focus.
        requestAnimationFrame(() =>
          document.getElementById(COMPOSER_FIELD_ID)?.focus(),
        );
      },
    });
    return () => setCurrentThread(null);
  }, [
    thread,
    me,
    run,
    close,
    prioritize,
    leave,
    unblock,
    hand,
    openTransfer,
    openMacros,
    change,
    refusalWords,
  ]);
  const isSnoozed = thread.status === "snoozed";
  const isCrowded =
    can.take || can.takeOver || can.reopen || thread.pendingTransfer !== null;
  return (
    <div className="flex shrink-0 items-center gap-1.5">
      {offer && <OfferButtons offer={offer} />}
      {can.take && !offer && (
        <Button
          variant="primary"
          busy={busy === "take"}
          onClick={() => run("take")}
        >
          <Hand />
          {t("take")}
        </Button>
      )}
      {refusal && !offer && <TakeRefused refusal={refusal} />}
      {can.takeOver && (
        <Button busy={busy === "takeOver"} onClick={() => run("takeOver")}>
          <Hand />
          {t("takeOver")}
        </Button>
      )}
      {can.transfer && !offer && (
        <Button className="max-lg:hidden" onClick={openTransfer}>
          <ArrowLeftRight />
          {t("transfer")}
        </Button>
      )}
      {can.close && !offer && (
        <Button
          // A phone and a tablet have room for one button beside the name.
          className={cn(isCrowded && "max-lg:hidden")}
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
          {t(isSnoozed ? "wake" : "reopen")}
        </Button>
      )}
      {can.prioritize && (
        <PriorityButton
          priority={thread.priority}
          isOpen={isPriorityOpen}
          onOpenChange={setPriorityOpen}
          onChoose={prioritize}
        />
      )}
      <FloatingButton
        kind="menu"
        preload={MorePanel.preload}
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
            threadId={thread.id}
            number={thread.number}
            can={can}
            isCrowded={isCrowded}
            onRun={run}
            onSnoozeOther={() => setSnoozing(true)}
            onTransfer={openTransfer}
            priority={thread.priority}
            onPrioritize={prioritize}
            onLabels={() => setLabelling(true)}
            onPeople={() => setInviting(true)}
            onLeave={leave}
            onTrace={() => setTracing(true)}
            onMacros={openMacros}
            onBlock={() => setBlocking(true)}
            onUnblock={unblock}
          />
        )}
      />
      {isSnoozing && (
        <Suspense fallback={<Opening />}>
          <SnoozeDialog
            onSnooze={(choice) => run("snooze", choice)}
            onClose={() => setSnoozing(false)}
          />
        </Suspense>
      )}
      {isTracing && (
        <Suspense fallback={<Opening />}>
          <TraceDialog thread={thread} onClose={() => setTracing(false)} />
        </Suspense>
      )}
      {isLabelling && (
        <Suspense fallback={<Opening />}>
          <LabelDialog
            of={{ type: "thread", id: thread.id }}
            labels={thread.labels}
            onClose={() => setLabelling(false)}
          />
        </Suspense>
      )}
      {isInviting && (
        <Suspense fallback={<Opening />}>
          <PeopleDialog thread={thread} onClose={() => setInviting(false)} />
        </Suspense>
      )}
      {isBlocking && (
        <Suspense fallback={<Opening />}>
          <BlockDialog
            customer={thread.customer}
            onClose={() => setBlocking(false)}
          />
        </Suspense>
      )}
      {isTransferring && (
        <Suspense fallback={<Opening />}>
          <TransferDialog
            thread={thread}
            onClose={() => setTransferring(false)}
          />
        </Suspense>
      )}
      {macro && (
        <Suspense fallback={<Opening />}>
          <MacroDialog
            thread={thread}
            initialId={macro.id}
            onClose={() => setMacro(null)}
          />
        </Suspense>
      )}
      {wrappingUp && (
        <Suspense fallback={<Opening />}>
          <WrapUpDialog
            thread={thread}
            form={wrappingUp.form}
            scheduled={wrappingUp.scheduled}
            onSubmit={wrappingUp.submit}
            onClose={wrappingUp.cancel}
          />
        </Suspense>
      )}
    </div>
  );
}
