"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Alert } from "#contract/supervision/alert.ts";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Presence } from "#contract/people/agent.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { hasReply, readDraft } from "#components/live/stores/draft-store.ts";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { api } from "#components/live/transport/api.ts";
import { useLive } from "#components/live/stores/live-context.ts";
import { toast } from "#components/page/toast.ts";
import { useSounds } from "#components/shell/use-sounds.ts";
import { comingTime, spanOf } from "#components/words/times.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useRoutingWords } from "#components/words/use-routing-words.ts";
import { useSpan } from "#components/words/use-times.ts";
import { serverDate, serverNow } from "#components/page/server-clock.ts";

type Person = { id: string; name: string };
/** Details of an alert to an agent; each kind has some of the fields. */
type Detail = {
  to?: Person;
  by?: Person;
  queue?: { name: string };
  ringGroup?: { name: string };
  loggedIn?: boolean;
  presence?: Presence;
  /** The reason that a supervisor gave. */
  why?: string | null;
  since?: string | null;
  /** When the target of a queue is over. */
  dueAt?: string | null;
  /** Why an offer ended. */
  reason?: string;
  /** Set for alerts about a lead, with the lead's name once it is known. */
  leadId?: string;
  name?: string | null;
  /** Set for lead_waiting: its queue or ring group. */
  place?: { name: string };
};

const LEAD_TEXTS = {
  lead_assigned: "leadAssigned",
  lead_waiting: "leadWaiting",
  lead_stalled: "leadStalled",
} as const;

/** Shows the agent's alerts as toasts on every page of the console. */
export default function AlertToasts() {
  useSounds();
  const { signals, me } = useLive();
  const tell = useTell();
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  });
  useEffect(() => {
    const stops = [
      signals.on("alert.created", ({ alert }) => {
        if (alert.agentId === me.id) void latest.current.alert(alert);
      }),
      signals.on("version.changed", () => latest.current.newVersion()),
      signals.on("offer.ended", (ended) => {
        const isAnswer = ended.agentId !== null && ended.agentId !== me.id;
        // Only conversations are requested of another agent.
        if (isAnswer && ended.reason === "accepted" && "threadId" in ended)
          void latest.current.accepted(ended);
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [signals, me.id]);
  return null;
}

function useTell() {
  const t = useTranslations("alerts");
  const common = useTranslations("common");
  const locale = useLocale();
  const update = useTranslations("update");
  const { store, me } = useLive();
  const isWriting = (threadId: string) => hasReply(readDraft(me.id, threadId));
  const openThread = useOpenThread();
  const go = useGo();
  const customerName = useCustomerName();
  const span = useSpan();
  const say = useRoutingWords();

  /** The name of a thread's customer, fetched if this tab does not hold the thread. */
  const nameOf = async (threadId: string | null): Promise<string> => {
    if (!threadId) return t("unknownCustomer");
    const held = store.getState().threads[threadId]?.thread;
    if (held) return customerName(held.customer);
    return api<Thread>(`/threads/${threadId}`).then(
      ({ customer }) => customerName(customer),
      () => t("unknownCustomer"),
    );
  };
  const isOpen = (threadId: string) =>
    window.location.pathname.endsWith(`/${threadId}`);
  const open = (threadId: string | null) =>
    threadId
      ? { action: { label: t("open"), onClick: () => openThread(threadId) } }
      : {};

  return {
    newVersion(): void {
      const reload = () => window.location.reload();
      toast(update("text"), {
        id: "version.changed",
        action: { label: update("reload"), onClick: reload },
      });
    },
    async alert({ id, kind, threadId, detail }: Alert): Promise<void> {
      const { to, by, queue, ringGroup, since, dueAt } = detail as Detail;
      const { loggedIn, presence, why, reason: ended } = detail as Detail;
      const withWhy = (label: string) =>
        why ? common("labelled", { label, text: why }) : label;
      const options = { id, ...open(threadId) };
      switch (kind) {
        case "nudge": {
          // An agent who is writing the answer needs no reminder.
          if (threadId && isOpen(threadId) && isWriting(threadId)) return;
          const waited = since ? serverNow() - Date.parse(since) : 0;
          const name = await nameOf(threadId);
          toast.warning(
            t("nudge", { name, span: span(spanOf(waited)) }),
            options,
          );
          return;
        }
        case "reply_due": {
          if (threadId && isOpen(threadId) && isWriting(threadId)) return;
          const name = await nameOf(threadId);
          const at = dueAt && comingTime(locale, new Date(dueAt), serverDate());
          toast.warning(
            at ? t(kind, { name, time: at }) : t(`${kind}Untimed`, { name }),
            options,
          );
          return;
        }
        case "transfer_declined":
        case "transfer_missed": {
          const customer = await nameOf(threadId);
          toast.warning(t(kind, { name: to?.name ?? "", customer }), options);
          return;
        }
        case "transfer_ended": {
          const customer = await nameOf(threadId);
          const reason = say.end(ended ?? "");
          const values = { name: to?.name ?? "", customer, reason };
          toast.warning(t(kind, values), options);
          return;
        }
        case "notify": {
          const name = await nameOf(threadId);
          toast(t("notify", { name, group: ringGroup?.name ?? "" }), options);
          return;
        }
        case "invited": {
          const name = await nameOf(threadId);
          toast(t("invited", { name, by: by?.name ?? "" }), options);
          return;
        }
        case "lead_assigned":
        case "lead_waiting":
        case "lead_stalled": {
          const { leadId, name, place } = detail as Detail;
          const key = LEAD_TEXTS[kind];
          const values = { name: name ?? "", place: place?.name ?? "" };
          toast(t(name ? key : `${key}Unnamed`, values), {
            id,
            ...(leadId
              ? {
                  action: {
                    label: t("open"),
                    onClick: () => go(`/leads/${leadId}`),
                  },
                }
              : {}),
          });
          return;
        }
        case "login_set": {
          const values = { name: by?.name ?? "", queue: queue?.name ?? "" };
          const text = t(loggedIn ? "loggedIn" : "loggedOut", values);
          toast(withWhy(text), { id });
          return;
        }
        case "presence_set": {
          // Every other status is shown on a card, with who and why; see components/offers.
          if (presence !== "available") return;
          const text = t("setAvailable", { name: by?.name ?? "" });
          toast(withWhy(text), { id });
          return;
        }
        default:
          // Notes have their own cards; see components/offers.
          return;
      }
    },
    async accepted({
      threadId,
      by,
    }: {
      threadId: string;
      by: LiveEvents["offer.ended"]["by"];
    }): Promise<void> {
      const customer = await nameOf(threadId);
      toast.success(t("accepted", { name: by?.name ?? "", customer }));
    },
  };
}
