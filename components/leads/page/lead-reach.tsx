"use client";

import { useQuery } from "@tanstack/react-query";
import { Mail, MessageSquare, Phone } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import { isMaskedContact } from "#contract/text/contact-mask.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useQueues } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { hrefOf } from "#components/navigation/selection.ts";
import { useNow } from "#components/page/use-now.ts";
import {
  replyRights,
  type BlockReason,
} from "#components/thread/rights/reply-rights.ts";
import { useChannel } from "#components/thread/channel/use-place-name.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { CopyField } from "#components/ui/controls/copy-button.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { comingTime } from "#components/words/times.ts";

/** The person can end these by writing, the agent with a step in the conversation. */
const AFTER_A_MESSAGE = new Set<BlockReason>([
  "window_closed",
  "human_agent_not_granted",
]);
const AFTER_A_STEP = new Set<BlockReason>(["take_first", "accept_first"]);

/** The ways to the person: their conversation where it can be continued, else phone, email and a link to the page's chat. */
export function LeadReach({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const mayChat = mayOpen(useMe().role, "inbox");
  const { threadId, channelId, contact, test } = lead;
  const email = reachable(contact?.email);
  const phone = reachable(contact?.phone);
  const isNew = threadId === null && channelId !== null && !test;
  if (email === null && phone === null && threadId === null && !isNew)
    return null;
  return (
    <div className="mb-4 space-y-3">
      {threadId !== null && mayChat && <Chat threadId={threadId} />}
      {(email !== null || phone !== null) && (
        <div className="flex flex-wrap gap-2">
          {phone !== null && (
            <Button asChild>
              <a href={telOf(phone)}>
                <Phone aria-hidden />
                {t("call")}
              </a>
            </Button>
          )}
          {email !== null && (
            <Button asChild>
              <a href={mailtoOf(email)}>
                <Mail aria-hidden />
                {t("mail")}
              </a>
            </Button>
          )}
        </div>
      )}
      {isNew && (
        <div className="max-w-md">
          <CopyField
            label={t("reach.link")}
            value={`https://m.me/${lead.pageId}`}
          />
          <p className="mt-1 text-xs text-muted-foreground">
            {t("reach.linkHint")}
          </p>
        </div>
      )}
    </div>
  );
}

/** Null: there is none, or it is masked. */
function reachable(value: string | null | undefined): string | null {
  return value && !isMaskedContact(value) ? value : null;
}

/** The person's newest conversation, and whether a reply can be sent in it now. */
function Chat({ threadId }: { threadId: string }) {
  const t = useTranslations("leads.reach");
  const { data, isPending } = useQuery({
    queryKey: liveKey("lead-thread", threadId),
    queryFn: ({ signal }) => api<Thread>(`/threads/${threadId}`, { signal }),
    retry: false,
  });
  if (isPending) return <Skeleton className="h-9 w-40" />;
  // It belongs to a teammate, or to a queue of others.
  if (!data)
    return <p className="text-sm text-muted-foreground">{t("hidden")}</p>;
  return <OpenChat thread={data} />;
}

function OpenChat({ thread }: { thread: Thread }) {
  const t = useTranslations("leads.reach");
  const locale = useLocale();
  const now = useNow();
  const meId = useMe().id;
  const channel = useChannel(thread.channelId);
  const queues = useQueues().data;
  const { routedTo } = thread;
  const rights =
    channel &&
    replyRights({
      thread,
      meId,
      queue:
        routedTo?.type === "queue"
          ? queues?.find(({ id }) => id === routedTo.id)
          : undefined,
      channel,
      now,
    });
  const isAllowed = rights?.kind === "allowed";
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button asChild variant={isAllowed ? "primary" : "outline"}>
        <PageLink href={hrefOf(thread.id)} prefetch={false}>
          <MessageSquare aria-hidden />
          {t(isAllowed ? "write" : "open")}
        </PageLink>
      </Button>
      {rights && (
        <span
          suppressHydrationWarning
          className="text-sm text-muted-foreground"
        >
          {rights.kind === "allowed"
            ? rights.until &&
              t("until", {
                when: comingTime(locale, rights.until, new Date(now)),
              })
            : rights.ownerName !== undefined
              ? t("ownedBy", { name: rights.ownerName })
              : !AFTER_A_STEP.has(rights.reason) && t(whyNot(rights.reason))}
        </span>
      )}
    </div>
  );
}

function whyNot(reason: BlockReason) {
  if (reason === "opted_out") return "optedOut";
  return AFTER_A_MESSAGE.has(reason) ? "closed" : "blocked";
}

/** Only what a dialer knows: an answer can be any text. */
export function telOf(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, "")}`;
}

/** Encoded, so that an answer cannot add recipients or a text. */
export function mailtoOf(email: string): string {
  return `mailto:${encodeURIComponent(email).replace("%40", "@")}`;
}
