"use client";

import {
  ArrowRightLeft,
  Ban,
  History,
  Merge,
  MessagesSquare,
  NotebookPen,
  Milestone,
  Paperclip,
  PhoneCall,
  ShieldCheck,
  StickyNote,
  UserPlus,
} from "lucide-react";
import { NoteMarks } from "#components/inbox/customer/note-marks.tsx";
import { RichText } from "#components/inbox/text/rich-text.tsx";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import type { TimelineItem } from "#contract/customers/timeline.ts";
import { PagedList } from "#components/customers/paged-list.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useChannel } from "#components/thread/channel/use-place-name.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { useChangeWords } from "#components/customers/use-change-words.ts";
import { dateAndTime, fullTime } from "#components/words/times.ts";
import { useCallTitle } from "#components/words/use-call-title.ts";

const PAGE = 30;

/** The history of a customer, newest first. */
export function CustomerTimeline({ customer }: { customer: Customer }) {
  const t = useTranslations("customer.timeline");
  const list = usePages<TimelineItem>({
    queryKey: liveKey("customer-timeline", customer.id),
    path: `/customers/${customer.id}/timeline`,
    query: { limit: PAGE },
    // Messages and leads arrive without an event for this list.
    staleTime: 0,
  });
  return (
    <PagedList
      list={list}
      failed={t("failed")}
      empty={<EmptyState icon={<History />} title={t("empty")} />}
    >
      {(items) => (
        <ol aria-label={t("title")} className="ms-4 border-s">
          {items.map((item) => (
            <Entry key={`${item.type} ${item.id}`} item={item} />
          ))}
        </ol>
      )}
    </PagedList>
  );
}

const ICONS: Record<TimelineItem["type"], ReactNode> = {
  thread: <MessagesSquare />,
  lead: <UserPlus />,
  lead_note: <NotebookPen />,
  call: <PhoneCall />,
  note: <StickyNote />,
  stage: <Milestone />,
  file: <Paperclip />,
  transfer: <ArrowRightLeft />,
  consent: <ShieldCheck />,
  merge: <Merge />,
  block: <Ban />,
};

function Entry({ item }: { item: TimelineItem }) {
  const t = useTranslations("customer.timeline");
  const locale = useLocale();
  return (
    <li className="relative pb-5 ps-7 last:pb-0">
      <span
        aria-hidden
        className="absolute -start-4 top-0 flex size-8 items-center justify-center rounded-full border bg-background text-muted-foreground [&_svg]:size-4"
      >
        {ICONS[item.type]}
      </span>
      <div className="flex flex-wrap items-baseline gap-x-2 pt-1">
        <span className="text-sm font-medium">{t(`types.${item.type}`)}</span>
        <time
          dateTime={item.at}
          title={fullTime(locale, item.at)}
          className="text-xs text-muted-foreground tabular-nums"
        >
          {dateAndTime(locale, item.at)}
        </time>
      </div>
      <div className="mt-0.5 text-sm">
        <Content item={item} />
      </div>
    </li>
  );
}

function Content({ item }: { item: TimelineItem }) {
  const t = useTranslations("customer.timeline");
  const kinds = useTranslations("thread.kinds");
  const stages = useTranslations("customerStages");
  const locale = useLocale();
  const openThread = useOpenThread();
  const callTitle = useCallTitle();
  switch (item.type) {
    case "thread":
      return (
        <>
          {item.text !== null && (
            <p className="bidi line-clamp-2 text-muted-foreground">
              {item.text}
            </p>
          )}
          <p className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
            <ChannelName channelId={item.channelId} />
            {item.owner && <span className="bidi">{item.owner.name}</span>}
            {item.outcome !== null && (
              <span className="bidi">{item.outcome}</span>
            )}
            <span>
              {item.closedAt === null
                ? t("open")
                : t("closed", { when: dateAndTime(locale, item.closedAt) })}
            </span>
          </p>
          <Button variant="link" onClick={() => openThread(item.threadId)}>
            {t("openThread")}
          </Button>
        </>
      );
    case "lead":
      return (
        <>
          <p className="bidi text-muted-foreground">
            {[item.formName, item.status].filter(Boolean).join(" · ")}
          </p>
          <LeadLink id={item.leadId} />
        </>
      );
    case "lead_note":
    case "call":
      return (
        <>
          {item.type === "call" && <p>{callTitle(item)}</p>}
          {item.text !== null && (
            <p className="bidi break-words whitespace-pre-wrap">{item.text}</p>
          )}
          <p className="bidi text-xs text-muted-foreground">
            {item.author.name}
          </p>
          <LeadLink id={item.leadId} />
        </>
      );
    case "note":
      return (
        <>
          <NoteMarks {...item} />
          <RichText text={item.text} mentions={item.mentions} />
          <p className="bidi text-xs text-muted-foreground">
            {item.author.name}
          </p>
        </>
      );
    case "stage":
      return (
        <>
          <p className="bidi break-words">
            {stages(item.from === null ? "entered" : "moved", {
              from: item.from ?? "",
              to: item.to ?? stages("none"),
            })}
          </p>
          <p className="bidi text-xs text-muted-foreground">
            {item.author.name}
          </p>
        </>
      );
    case "transfer":
    case "consent":
    case "merge":
    case "block":
      return <Change item={item} />;
    case "file":
      return (
        <Button
          variant="link"
          className="max-w-full"
          onClick={() =>
            openThread(item.threadId, { messageId: item.messageId })
          }
        >
          <span className="bidi truncate">
            {item.name ?? kinds(item.fileType as "file")}
          </span>
        </Button>
      );
  }
}

/** An act of a person on the customer, in a sentence, with its author. */
function Change({
  item,
}: {
  item: Extract<
    TimelineItem,
    { type: "transfer" | "consent" | "merge" | "block" }
  >;
}) {
  const t = useTranslations("customer.timeline");
  const openThread = useOpenThread();
  const words = useChangeWords();
  return (
    <>
      {words(item).map((text) => (
        <p key={text} className="bidi break-words">
          {text}
        </p>
      ))}
      {item.author.name !== "" && (
        <p className="bidi text-xs text-muted-foreground">{item.author.name}</p>
      )}
      {item.type === "transfer" && (
        <Button variant="link" onClick={() => openThread(item.threadId)}>
          {t("openThread")}
        </Button>
      )}
    </>
  );
}

function LeadLink({ id }: { id: string }) {
  const t = useTranslations("customer.timeline");
  return (
    <PageLink
      href={`/leads/${id}`}
      prefetch={false}
      className="text-sm text-primary hover:underline"
    >
      {t("openLead")}
    </PageLink>
  );
}

function ChannelName({ channelId }: { channelId: string }) {
  const channel = useChannel(channelId);
  return <span className="bidi">{channel?.name}</span>;
}
