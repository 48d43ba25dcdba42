"use client";

import {
  AlarmClock,
  ArrowLeftRight,
  BellRing,
  Clock,
  Moon,
  PencilLine,
  Sunrise,
  Hourglass,
  ListTree,
  UserRound,
} from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { memo, type MouseEvent, type ReactNode } from "react";
import type { Thread } from "#contract/threads/thread.ts";
import {
  hasPicked,
  pickTo,
  togglePicked,
  useIsPicked,
} from "#components/inbox/bulk/picked.ts";
import { RowEye } from "#components/inbox/list/row-eye.tsx";
import { hrefOf } from "#components/navigation/selection.ts";
import {
  isEmptyDraft,
  useDraftValue,
} from "#components/live/stores/draft-store.ts";
import { CustomerAvatar } from "#components/thread/customer-avatar.tsx";
import { TestMark } from "#components/thread/test-mark.tsx";
import { getListOrder } from "#components/thread/current-thread.ts";
import { PriorityIcon } from "#components/thread/priority-icon.tsx";
import { usePlaceName } from "#components/thread/channel/use-place-name.ts";
import { useRingingWords } from "#components/thread/offers/use-ringing-words.ts";
import { useTypingName } from "#components/thread/use-typing-name.ts";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { LabelDot, useAssignedLabels } from "#components/labels/label-chip.tsx";
import { useReplyClock } from "#components/words/use-reply-clock.ts";
import { WAIT_COLORS, waitTone } from "#components/words/wait-tone.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { cn } from "#components/ui/class-names.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { fullTime, spanOf } from "#components/words/times.ts";
import { useListTime, useSpan } from "#components/words/use-times.ts";
import { useNow } from "#components/page/use-now.ts";

// The end of the reply window is shown when it is this near.
const WINDOW_NEAR_MS = 4 * 3_600_000;

/** One thread of the list: customer, last message, and urgent marks. */
export const ThreadRow = memo(function ThreadRow({
  thread,
  isSelected,
  onOpen,
  onApproach,
  hit,
}: {
  thread: Thread;
  isSelected: boolean;
  onOpen: (threadId: string, options?: { messageId?: string }) => void;
  onApproach: (threadId: string) => void;
  /** A found message in place of the last one, with its own text; the row opens there. */
  hit?: { messageId: string; sentAt: string; text: ReactNode };
}) {
  const t = useTranslations("list");
  const { id, customer, unread, priority } = thread;
  const isPicked = useIsPicked(id);
  const levels = useTranslations("priority");
  const customerName = useCustomerName();
  const previewText = usePreviewText();
  const typing = useTypingName(id);
  const name = customerName(customer);
  const open = (event: MouseEvent) => {
    // The browser handles clicks that open a new tab.
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (event.shiftKey) pickTo(id, getListOrder());
    // A touch screen has no hover, so a press goes on picking.
    else if (hasPicked() && isTouch()) togglePicked(id);
    else onOpen(id, hit);
  };
  return (
    <a
      href={hrefOf(id, hit?.messageId)}
      onClick={open}
      onPointerEnter={() => onApproach(id)}
      onFocus={() => onApproach(id)}
      aria-current={isSelected ? "true" : undefined}
      className={cn(
        "flex h-full gap-3 px-3 py-2.5 outline-offset-[-2px] transition-colors hover:bg-accent",
        (isSelected || isPicked) && "bg-selected hover:bg-selected",
      )}
    >
      <CustomerAvatar customer={customer} channelId={thread.channelId} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <span
            className={cn(
              "bidi min-w-0 flex-1 truncate text-base leading-[18px]",
              unread > 0 ? "font-semibold" : "font-medium",
            )}
          >
            {name}
          </span>
          {priority !== "normal" && (
            <span className="self-center [&_svg]:size-3.5">
              <PriorityIcon priority={priority} />
              <span className="sr-only">{levels(`levels.${priority}`)}</span>
            </span>
          )}
          <RowEye threadId={id} />
          {thread.test && <TestMark />}
          <RowTime iso={hit?.sentAt ?? thread.lastMessageAt} />
        </div>
        <div className="mt-0.5 flex items-center gap-2">
          <span
            className={cn(
              "bidi min-w-0 flex-1 truncate text-sm",
              unread > 0 ? "text-foreground" : "text-muted-foreground",
            )}
          >
            {typing ? (
              <em className="text-primary not-italic">
                {t("typing", { name: typing })}
              </em>
            ) : (
              (hit?.text ?? previewText(thread))
            )}
          </span>
          {unread > 0 && (
            <span className="min-w-5 shrink-0 rounded-full bg-primary px-1.5 text-center text-xs leading-5 font-semibold text-primary-foreground tabular-nums">
              <span aria-hidden>{unread > 99 ? "99+" : unread}</span>
              <span className="sr-only">{t("unread", { count: unread })}</span>
            </span>
          )}
        </div>
        <RowMarks thread={thread} />
      </div>
    </a>
  );
});

function isTouch(): boolean {
  return window.matchMedia("(hover: none)").matches;
}

function RowTime({ iso }: { iso: string }) {
  const locale = useLocale();
  const listTime = useListTime();
  return (
    <time
      dateTime={iso}
      title={fullTime(locale, iso)}
      suppressHydrationWarning
      className="shrink-0 text-xs text-muted-foreground tabular-nums"
    >
      {listTime(iso)}
    </time>
  );
}

function RowMarks({ thread }: { thread: Thread }) {
  const t = useTranslations("list");
  const me = useMe();
  const now = useNow();
  const span = useSpan();
  const hasDraft = useDraftValue(thread.id, (draft) => !isEmptyDraft(draft));
  const ringingWords = useRingingWords();
  const { owner, status, routing, pendingTransfer, ringing } = thread;
  const { waitingSince, snoozedUntil, replyWindow, back } = thread;
  const left = replyWindow ? Date.parse(replyWindow.standardUntil) - now : null;
  return (
    <div className="mt-0.5 flex h-[18px] items-center gap-2.5 overflow-hidden text-xs whitespace-nowrap text-muted-foreground [&_svg]:size-3 [&_svg]:shrink-0">
      {pendingTransfer && (
        <Mark
          yields
          icon={<ArrowLeftRight />}
          text={
            pendingTransfer.to.id === me.id
              ? t("askedYou", { name: pendingTransfer.from?.name ?? "" })
              : t("asked", { name: pendingTransfer.to.name })
          }
        />
      )}
      {owner && owner.id !== me.id && !pendingTransfer && (
        <Mark icon={<UserRound />} text={owner.name} yields />
      )}
      {!owner && status === "waiting" && routing === "offered" && (
        <Mark
          yields
          icon={<BellRing />}
          text={ringing ? ringingWords(ringing) : t("ringing")}
        />
      )}
      {!owner && status === "waiting" && routing !== "offered" && (
        <WaitsIn thread={thread} />
      )}
      {status === "closed" && (
        <Mark text={t(thread.archivedAt ? "views.archived" : "views.closed")} />
      )}
      {status === "snoozed" && snoozedUntil && (
        <Mark
          icon={<Moon />}
          text={t("snoozedFor", {
            span: span(spanOf(Date.parse(snoozedUntil) - now)),
          })}
        />
      )}
      {back && (
        <Mark
          icon={<Sunrise />}
          text={t("back")}
          title={t(`backWhy.${back}`)}
          className="text-primary"
        />
      )}
      {waitingSince && (
        <Waited thread={thread} since={waitingSince} now={now} />
      )}
      {left !== null && left > 0 && left < WINDOW_NEAR_MS && (
        <Mark
          icon={<Clock />}
          text={t("windowLeft", { span: span(spanOf(left)) })}
          className="text-warning"
        />
      )}
      <RowLabels labels={thread.labels} />
      {hasDraft && (
        <Mark
          icon={<PencilLine />}
          text={t("draft")}
          className="text-primary"
        />
      )}
    </div>
  );
}

/**
 * The time that the customer has waited, in the hours that the queue's target counts and colored by it; past it the icon and
 * the words say so, too.
 */
function Waited({
  thread,
  since,
  now,
}: {
  thread: Thread;
  since: string;
  now: number;
}) {
  const t = useTranslations("list");
  const span = useSpan();
  const { owner } = thread;
  const { target, countedMs } = useReplyClock(thread);
  const waitedMs = countedMs(new Date(since), new Date(now));
  const [first, next] = [target?.firstSeconds, target?.nextSeconds];
  const tone = waitTone(waitedMs, owner ? (next ?? first) : (first ?? next));
  const isLate = tone === "late";
  return (
    <Mark
      icon={isLate ? <AlarmClock /> : <Hourglass />}
      text={t(isLate ? "waitingLate" : "waiting", {
        span: span(spanOf(waitedMs)),
      })}
      className={WAIT_COLORS[tone]}
    />
  );
}

/** The place above the thread shows the same: only a thread in no queue or group is unassigned. */
function WaitsIn({ thread: { routing, routedTo, test } }: { thread: Thread }) {
  const t = useTranslations("list");
  const at = routing === "none" && !test ? null : routedTo;
  const place = usePlaceName(at);
  if (at === null) return <Mark text={t("unassigned")} />;
  // While the name loads, nothing is shown.
  return place && <Mark icon={<ListTree />} text={place} yields />;
}

// A row has room for two labels; the customer pane shows all.
const LABELS_SHOWN = 2;

function RowLabels({ labels }: { labels: Thread["labels"] }) {
  const worn = useAssignedLabels(labels);
  return worn
    .slice(0, LABELS_SHOWN)
    .map(({ id, name, color }) => (
      <Mark
        key={id}
        icon={<LabelDot color={color} />}
        text={name}
        yields
        className="max-w-28"
      />
    ));
}

/** In a row too narrow for all its marks, only marks with `yields` are cut short. */
function Mark({
  icon,
  text,
  title,
  yields = false,
  className,
}: {
  icon?: React.ReactNode;
  text: string;
  title?: string;
  yields?: boolean;
  className?: string;
}) {
  return (
    <span
      title={title}
      className={cn(
        "flex items-center gap-1",
        yields ? "min-w-9" : "shrink-0",
        className,
      )}
    >
      {icon}
      <span className="truncate">{text}</span>
    </span>
  );
}
