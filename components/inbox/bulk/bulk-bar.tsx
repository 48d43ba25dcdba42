"use client";

import {
  Archive,
  ArchiveRestore,
  ArrowLeftRight,
  BellOff,
  Check,
  Clock,
  Ellipsis,
  Flag,
  Hand,
  ListChecks,
  Mail,
  MailOpen,
  ShieldAlert,
  Tag,
  Undo2,
  X,
  Zap,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState, type ReactNode } from "react";
import type { Macro } from "#contract/macros/macro.ts";
import { PRIORITIES } from "#contract/threads/priority-levels.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { BulkFailures } from "#components/inbox/bulk/bulk-failures.tsx";
import { BulkProgress } from "#components/inbox/bulk/bulk-progress.tsx";
import { clearPicked, setPicked } from "#components/inbox/bulk/picked.ts";
import { useBulk } from "#components/inbox/bulk/use-bulk.ts";
import {
  useBulkKeys,
  useSelectAllKey,
} from "#components/inbox/bulk/use-bulk-keys.ts";
import { MenuKeys } from "#components/inbox/actions/menu-keys.tsx";
import { SnoozeItems } from "#components/inbox/actions/snooze-items.tsx";
import { LabelDot } from "#components/labels/label-chip.tsx";
import {
  useLabels,
  useMacros,
} from "#components/live/queries/use-directory.ts";
import {
  keyFor,
  shownKey,
  type KeyAction,
} from "#components/live/stores/key-actions.ts";
import { useKeymap, useShownKey } from "#components/live/stores/keymap.ts";
import { Opening } from "#components/page/opening.tsx";
import { lazily } from "#components/page/lazily.ts";
import { toast } from "#components/page/toast.ts";
import { getListOrder } from "#components/thread/current-thread.ts";
import { PriorityIcon } from "#components/thread/priority-icon.tsx";
import { useStepWords } from "#components/thread/use-step-words.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import {
  FloatingButton,
  type FloatingProps,
} from "#components/ui/overlays/floating-button.tsx";
import { MenuItem, OpenMenu } from "#components/ui/overlays/menu.tsx";

const SnoozeDialog = lazily(
  () => import("#components/inbox/actions/snooze-dialog.tsx"),
);
const BulkLabelClose = lazily(
  () => import("#components/inbox/bulk/bulk-label-close.tsx"),
);
const BulkTransfer = lazily(
  () => import("#components/inbox/bulk/bulk-transfer.tsx"),
);

type MenuName = "priority" | "labels" | "macros";

/** An act that cannot be undone for all of them, so that the bar asks first. */
type Question = "snooze" | "transfer" | "release" | Macro;

/** One act on all picked threads, by the bar or by the keys that otherwise act on the open one. */
export default function BulkBar({ threads }: { threads: readonly Thread[] }) {
  const t = useTranslations("bulk");
  const actions = useTranslations("actions");
  const labels = useTranslations("labels");
  const levels = useTranslations("priority");
  const macroWords = useTranslations("macros");
  const bulk = useBulk(threads);
  const { act, closeWithLabel, runMacro, isBusy, failures, unlabelled } = bulk;
  const { progress } = bulk;
  const macros = useMacros().data ?? [];
  const worn = (useLabels().data ?? []).filter(
    ({ id, offered }) =>
      offered ||
      threads.every((thread) => thread.labels.some((each) => each.id === id)),
  );
  const run = (action: Parameters<typeof act>[0]) => void act(action);
  const [question, setQuestion] = useState<Question | null>(null);
  const answered = () => setQuestion(null);
  const areClosed = threads.every(({ status }) => status === "closed");
  const areArchived = threads.every(({ archivedAt }) => archivedAt !== null);
  // The rows that the list has loaded, up to the limit of one act.
  const pickAll = () => setPicked(getListOrder());
  const areAll = getListOrder().every((id) =>
    threads.some((thread) => thread.id === id),
  );
  useSelectAllKey(pickAll);
  const doneKey = useShownKey("done");
  const transferKey = useShownKey("transfer");
  const stepWords = useStepWords();
  const [menu, setMenu] = useState<MenuName | null>(null);
  const menuOf = (name: MenuName) => ({
    isOpen: menu === name,
    onOpenChange: (isOpen: boolean) => setMenu(isOpen ? name : null),
  });
  const archive = () => run({ type: areArchived ? "unarchive" : "archive" });
  const close = () => run({ type: "close" });
  const take = () => run({ type: "take" });
  const noReply = () => run({ type: "no_reply_needed" });
  const refuse = () => toast(t("oneAtATime"), { id: "one-at-a-time" });
  useBulkKeys(isBusy, {
    done: close,
    doneNext: close,
    snooze: () => setQuestion("snooze"),
    priority: () => setMenu("priority"),
    transfer: () => setQuestion("transfer"),
    labels: worn.length > 0 ? () => setMenu("labels") : null,
    macros: macros.length > 0 ? () => setMenu("macros") : null,
    archive: areClosed ? archive : null,
    unread: () => run({ type: "unread" }),
    take: areClosed ? null : take,
    noReply,
    people: refuse,
  });
  if (progress) return <BulkProgress {...progress} onStop={bulk.stop} />;
  if (threads.length === 0 && failures.length === 0) return null;
  return (
    <>
      <div
        role="toolbar"
        aria-label={t("label")}
        aria-busy={isBusy}
        className="@container flex shrink-0 items-center gap-0.5 border-t bg-popover px-1.5 py-1.5"
      >
        <IconButton label={t("clear")} keys="Escape" onClick={clearPicked}>
          <X />
        </IconButton>
        <p
          role="status"
          className="min-w-0 flex-1 truncate px-1 text-sm font-medium tabular-nums"
        >
          <span aria-hidden className="@min-[23rem]:hidden">
            {threads.length}
          </span>
          <span className="@max-[23rem]:sr-only">
            {t("picked", { count: threads.length })}
          </span>
        </p>
        {!areAll && (
          <IconButton label={t("all")} keys="Ctrl A" onClick={pickAll}>
            <ListChecks />
          </IconButton>
        )}
        <IconButton
          label={actions("done")}
          busy={isBusy}
          keys={doneKey}
          onClick={close}
        >
          <Check />
        </IconButton>
        <BarMenu label={t("snooze")} icon={<Clock />} of="snooze">
          <SnoozeItems
            icon={<Clock />}
            onSnooze={(until) =>
              run({ type: "snooze", until: until.toISOString() })
            }
            onOther={() => setQuestion("snooze")}
          />
        </BarMenu>
        <BarMenu
          label={levels("label")}
          icon={<Flag />}
          of="priority"
          {...menuOf("priority")}
        >
          {PRIORITIES.toReversed().map((priority) => (
            <MenuItem
              key={priority}
              onSelect={() => run({ type: "priority", priority })}
            >
              <PriorityIcon priority={priority} />
              {levels(`levels.${priority}`)}
            </MenuItem>
          ))}
        </BarMenu>
        {worn.length > 0 && (
          <BarMenu
            label={labels("menu")}
            icon={<Tag />}
            of="labels"
            {...menuOf("labels")}
          >
            {worn.map(({ id: labelId, name, color }) => {
              // Off only where all of them have it.
              const isOn = threads.every((thread) =>
                thread.labels.some(({ id }) => id === labelId),
              );
              return (
                <MenuItem
                  key={labelId}
                  onSelect={() =>
                    run({ type: isOn ? "unlabel" : "label", labelId })
                  }
                >
                  <LabelDot color={color} />
                  <span className="bidi flex-1 truncate">{name}</span>
                  {isOn && <Check aria-label={t("hasLabel")} />}
                </MenuItem>
              );
            })}
          </BarMenu>
        )}
        {macros.length > 0 && (
          <BarMenu
            label={macroWords("menu")}
            icon={<Zap />}
            of="macros"
            {...menuOf("macros")}
          >
            {macros.map((macro) => (
              <MenuItem key={macro.id} onSelect={() => setQuestion(macro)}>
                <span className="bidi truncate">{macro.name}</span>
              </MenuItem>
            ))}
          </BarMenu>
        )}
        <IconButton
          label={actions("transfer")}
          keys={transferKey}
          onClick={() => setQuestion("transfer")}
        >
          <ArrowLeftRight />
        </IconButton>
        <BarMenu label={actions("more")} icon={<Ellipsis />}>
          {!areClosed && (
            <MenuItem onSelect={take}>
              <Hand />
              {actions("take")}
              <MenuKeys of="take" />
            </MenuItem>
          )}
          <MenuItem onSelect={noReply}>
            <BellOff />
            {actions("noReply")}
            <MenuKeys of="noReply" />
          </MenuItem>
          <MenuItem onSelect={() => run({ type: "read" })}>
            <MailOpen />
            {t("read")}
          </MenuItem>
          <MenuItem onSelect={() => run({ type: "unread" })}>
            <Mail />
            {actions("unread")}
          </MenuItem>
          {areClosed && (
            <MenuItem onSelect={archive}>
              {areArchived ? <ArchiveRestore /> : <Archive />}
              {actions(areArchived ? "unarchive" : "archive")}
            </MenuItem>
          )}
          <MenuItem onSelect={() => setQuestion("release")}>
            <Undo2 />
            {actions("release")}
          </MenuItem>
          <MenuItem onSelect={() => run({ type: "spam" })}>
            <ShieldAlert />
            {actions("spam")}
          </MenuItem>
        </BarMenu>
      </div>
      {question === "snooze" && (
        <Suspense fallback={<Opening />}>
          <SnoozeDialog
            onSnooze={({ until, ...choice }) =>
              run({ type: "snooze", until: until.toISOString(), ...choice })
            }
            onClose={answered}
          />
        </Suspense>
      )}
      {question === "transfer" && isSome(threads) && (
        <Suspense fallback={<Opening />}>
          <BulkTransfer threads={threads} onTransfer={act} onClose={answered} />
        </Suspense>
      )}
      <ConfirmDialog
        open={question === "release"}
        onOpenChange={answered}
        title={t("releaseTitle", { count: threads.length })}
        description={t("releaseHint")}
        action={actions("release")}
        tone="primary"
        onConfirm={() => act({ type: "release" })}
      />
      {question !== null && typeof question === "object" && (
        <ConfirmDialog
          open
          onOpenChange={answered}
          title={t("macroTitle", {
            name: question.name,
            count: threads.length,
          })}
          description={question.steps.map(stepWords).join(" · ")}
          action={macroWords("run")}
          tone="primary"
          onConfirm={() => runMacro(question.id)}
        />
      )}
      {unlabelled.length > 0 ? (
        <Suspense fallback={<Opening />}>
          <BulkLabelClose
            count={unlabelled.length}
            isBusy={isBusy}
            onSubmit={(labelId) => void closeWithLabel(unlabelled, labelId)}
            onClose={() => bulk.dismiss(unlabelled)}
          />
        </Suspense>
      ) : (
        failures.length > 0 && (
          <BulkFailures failures={failures} onClose={() => bulk.dismiss()} />
        )
      )}
    </>
  );
}

function BarMenu({
  label,
  icon,
  of,
  children,
  ...open
}: {
  label: string;
  icon: ReactNode;
  /** The action whose key does the same. */
  of?: KeyAction;
  children: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}) {
  const keymap = useKeymap();
  const key = of ? keyFor(keymap, of) : "";
  return (
    <FloatingButton
      {...open}
      kind="menu"
      preload={() => undefined}
      button={
        <IconButton label={label} keys={key === "" ? undefined : shownKey(key)}>
          {icon}
        </IconButton>
      }
      panel={(floating: FloatingProps) => (
        <OpenMenu
          {...floating}
          align="end"
          className="max-h-80 max-w-[calc(100vw-1rem)]"
        >
          {children}
        </OpenMenu>
      )}
    />
  );
}

function isSome(
  threads: readonly Thread[],
): threads is readonly [Thread, ...Thread[]] {
  return threads.length > 0;
}
