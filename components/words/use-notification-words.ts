"use client";

import { useLocale, useTranslations } from "next-intl";
import type {
  Digest,
  Notification,
} from "#contract/notifications/notification.ts";
import { comingTime } from "#components/words/times.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useRoutingWords } from "#components/words/use-routing-words.ts";
import { useWhisperTitle } from "#components/words/use-whisper-title.ts";
import { serverDate } from "#components/page/server-clock.ts";

/** Each kind has some of the fields. */
type Detail = {
  by?: { name?: string } | null;
  to?: { name: string } | null;
  queue?: { name?: string };
  ringGroup?: { name?: string };
  channel?: { id: string; name: string };
  place?: { name?: string };
  customer?: Notification["customer"];
  threadId?: string;
  leadId?: string;
  /** A note about this customer. */
  customerId?: string;
  noteId?: string;
  name?: string | null;
  reason?: string;
  text?: string | null;
  /** When the target of a queue is over. */
  dueAt?: string | null;
};

export type NotificationWords = {
  /** Equal for all notifications about the same thing. */
  group: string;
  /** The customer of the conversation or note; null: the title names it. */
  about: string | null;
  title: string;
  /** The first words of the note or message. */
  text: string | null;
  /** The page or conversation that it opens; null: none. */
  opens: { threadId: string } | { href: string } | null;
};

const LEAD_TEXTS = {
  lead_assigned: "leadAssigned",
  lead_waiting: "leadWaiting",
  lead_stalled: "leadStalled",
} as const;

/** Says what a notification is about and what it opens. */
export function useNotificationWords(): (
  notification: Notification,
) => NotificationWords {
  const t = useTranslations("notices");
  const alerts = useTranslations("alerts");
  const whispers = useTranslations("whispers");
  const locale = useLocale();
  const customerName = useCustomerName();
  const whisperTitle = useWhisperTitle();
  const routing = useRoutingWords();

  return (notification) => {
    const { id, kind, event } = notification;
    const detail = notification.detail as Detail;
    const customer = notification.customer ?? detail.customer ?? null;
    const known = customer && customerName(namedAs(customer));
    const name = known ?? alerts("unknownCustomer");
    const threadId = notification.threadId ?? detail.threadId ?? null;
    const to = detail.to?.name ?? "";
    const by = detail.by?.name ?? "";
    const told = {
      by,
      to: detail.to ?? null,
      queue: detail.queue?.name ?? null,
    };
    const reason = detail.reason ?? null;
    const words = (title: string): NotificationWords => ({
      group:
        threadId ??
        detail.customerId ??
        detail.leadId ??
        detail.channel?.id ??
        id,
      about: threadId || detail.customerId ? known : null,
      title,
      text: detail.text ?? null,
      opens: threadId
        ? { threadId }
        : detail.customerId
          ? {
              href: `/customers/${detail.customerId}?note=${detail.noteId}`,
            }
          : detail.leadId
            ? { href: `/leads/${detail.leadId}` }
            : detail.channel
              ? { href: `/settings/channels/${detail.channel.id}` }
              : null,
    });
    switch (kind) {
      case "assigned":
        return words(
          whisperTitle({ kind: "given_to_you", ...told, reason }, known),
        );
      case "transferred":
        return words(
          whisperTitle({ kind: "taken_from_you", ...told, reason }, known),
        );
      case "mention":
      case "note": {
        if (event === "customer_mention")
          return words(whispers("customerMention", { by }));
        const as = kind === "note" ? "whisper" : "mention";
        return words(whisperTitle({ kind: as, ...told, reason }, known));
      }
      case "transfer_answer":
        return words(
          event === "transfer_ended"
            ? alerts("transfer_ended", {
                name: to,
                customer: name,
                reason: routing.end(reason ?? ""),
              })
            : alerts(
                event === "transfer_missed"
                  ? "transfer_missed"
                  : "transfer_declined",
                { name: to, customer: name },
              ),
        );
      case "invited":
        return words(alerts("invited", { by, name }));
      case "group":
        return words(
          alerts("notify", { name, group: detail.ringGroup?.name ?? "" }),
        );
      case "lead": {
        const key =
          LEAD_TEXTS[event as keyof typeof LEAD_TEXTS] ?? "leadAssigned";
        const values = {
          name: detail.name ?? "",
          place: detail.place?.name ?? "",
        };
        return words(alerts(detail.name ? key : `${key}Unnamed`, values));
      }
      case "channel_problem":
        return words(t("channel", { name: detail.channel?.name ?? "" }));
      case "reply":
      case "message":
        return words(t("reply", { name }));
      case "ring":
        return words(
          event === "ring_lead" && !known
            ? t("ringLeadUnnamed")
            : t(event === "ring_lead" ? "ringLead" : "ring", { name }),
        );
      case "send_failed":
        return words(
          t(
            event === "scheduled_held" || event === "scheduled_canceled"
              ? event
              : kind,
            { name },
          ),
        );
      case "digest": {
        const { waiting, mentions, leads } = digestOf(notification);
        const parts = [
          ...(waiting > 0 ? [t("digestWaiting", { count: waiting })] : []),
          ...(mentions > 0 ? [t("digestMentions", { count: mentions })] : []),
          ...(leads > 0 ? [t("digestLeads", { count: leads })] : []),
        ];
        return { ...words(t("digest")), text: parts.join(" · ") };
      }
      case "reply_due": {
        const queue = detail.queue?.name ?? "";
        const key = event === "reply_due_team" ? event : kind;
        if (!detail.dueAt) return words(t(`${key}Untimed`, { name, queue }));
        const time = comingTime(locale, new Date(detail.dueAt), serverDate());
        return words(t(key, { name, queue, time }));
      }
      case "snooze_woke":
      case "reminder":
        return words(t(kind, { name }));
    }
  };
}

/** The numbers of a digest. Pure. */
export function digestOf({ detail }: Notification): Digest {
  const count = (name: keyof Digest) => Number(detail[name] ?? 0);
  return {
    waiting: count("waiting"),
    mentions: count("mentions"),
    leads: count("leads"),
  };
}

function namedAs({ name, externalId }: NonNullable<Notification["customer"]>) {
  return {
    name: name ?? "",
    nameKnown: name !== null,
    identities: [{ channelId: "", externalId }],
  };
}
