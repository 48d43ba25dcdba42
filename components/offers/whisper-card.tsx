"use client";

import { ArrowRightLeft, StickyNote, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import {
  useOpenThread,
  useSelectedThread,
} from "#components/navigation/selection.ts";
import { useInbox } from "#components/live/stores/live-context.ts";
import { type Whisper } from "#components/live/queries/use-whispers.ts";
import { dismissWhispers } from "#components/live/stores/whispers-seen.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** A teammate's note on my conversation, or a transfer that I did not make, on every page. Opening the conversation dismisses it. */
export function WhisperCard({ whisper }: { whisper: Whisper }) {
  const t = useTranslations("whispers");
  const customerName = useCustomerName();
  const openThread = useOpenThread();
  const selected = useSelectedThread();
  const { id, kind, threadId, by, to, queue, reason, text } = whisper;
  const customer = useInbox(
    (state) => state.threads[threadId]?.thread.customer,
  );
  const isOpen = selected === threadId;
  const isNote = kind === "whisper";
  const told = whisper.customer && {
    name: whisper.customer.name ?? "",
    nameKnown: whisper.customer.name !== null,
    identities: [{ channelId: "", externalId: whisper.customer.externalId }],
  };
  const known = customer ?? told;
  const name = known ? customerName(known) : t("somebody");
  const values = { by, customer: name, to: to?.name ?? "", queue: queue ?? "" };
  const title = isNote
    ? customer
      ? t("about", { name: by, customer: name })
      : t("card", { name: by })
    : kind === "given_to_you"
      ? t(by ? "given" : queue ? "assigned" : "direct", values)
      : to === null
        ? by
          ? t("returned", values)
          : t("returnedBecause", { ...values, reason: reason ?? "" })
        : to.name === by
          ? t("taken", values)
          : t("moved", values);
  // Opened after it came: it is being read. One that comes to the open thread
  // stays until dismissed. A thread that was taken away leaves the screen,
  // and its notice stays.
  const isReadByOpening = isOpen && kind !== "taken_from_you";
  useEffect(() => {
    if (!isReadByOpening) return () => undefined;
    return () => dismissWhispers([id]);
  }, [isReadByOpening, id]);
  const open = () => {
    openThread(threadId);
    dismissWhispers([id]);
  };
  return (
    <article
      aria-label={isNote ? t("card", { name: by }) : title}
      className="pointer-events-auto relative animate-slide rounded-lg border border-note-border bg-note p-3 pe-10 text-note-foreground shadow-float"
    >
      <div className="flex gap-3">
        {isNote ? (
          <StickyNote aria-hidden className="mt-0.5 size-4 shrink-0" />
        ) : (
          <ArrowRightLeft aria-hidden className="mt-0.5 size-4 shrink-0" />
        )}
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">{title}</p>
          {(isNote || text) && (
            <p className="bidi mt-0.5 line-clamp-4 text-sm break-words whitespace-pre-line">
              {text ?? t("files")}
            </p>
          )}
          {!isOpen && (
            <Button size="sm" className="mt-2" onClick={open}>
              {t("open")}
            </Button>
          )}
        </div>
      </div>
      <IconButton
        label={t("dismiss")}
        size="icon-sm"
        className="absolute end-2 top-2"
        onClick={() => dismissWhispers([id])}
      >
        <X />
      </IconButton>
    </article>
  );
}
