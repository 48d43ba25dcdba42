"use client";

import { ArrowRightLeft, AtSign, StickyNote, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import {
  useOpenThread,
  useSelectedThread,
} from "#components/navigation/selection.ts";
import { useInbox } from "#components/live/stores/live-context.ts";
import { useReadAlert } from "#components/live/queries/use-notifications.ts";
import type { Whisper } from "#components/live/queries/use-whispers.ts";
import { dismissWhispers } from "#components/live/stores/whispers-seen.ts";
import { useShownFor } from "#components/page/use-shown-for.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { useWhisperTitle } from "#components/words/use-whisper-title.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** A note or mention leaves after this long in a visible tab. */
const SHOWN_MS = 20_000;

/** A teammate's note on my conversation or that mentions me, or a transfer that I did not make, on every page. Opening the conversation dismisses it, and so does time for a note or mention. */
export function WhisperCard({ whisper }: { whisper: Whisper }) {
  const t = useTranslations("whispers");
  const customerName = useCustomerName();
  const titleOf = useWhisperTitle();
  const readAlert = useReadAlert();
  const openThread = useOpenThread();
  const selected = useSelectedThread();
  const { id, kind, threadId, by, text } = whisper;
  const customer = useInbox(
    (state) => state.threads[threadId]?.thread.customer,
  );
  const isOpen = selected === threadId;
  const isMention = kind === "mention";
  const isNote = kind === "whisper" || isMention;
  const told = whisper.customer && {
    name: whisper.customer.name ?? "",
    nameKnown: whisper.customer.name !== null,
    identities: [{ channelId: "", externalId: whisper.customer.externalId }],
  };
  const known = customer ?? told;
  const title = titleOf(whisper, known ? customerName(known) : null);
  // A note in the open conversation is being read there. A thread that was
  // taken away leaves the screen, and its notice stays.
  const isReadByOpening = isOpen && kind !== "taken_from_you";
  useEffect(() => {
    if (!isReadByOpening) return () => undefined;
    return () => dismissWhispers([id]);
  }, [isReadByOpening, id]);
  // A hand-over stays until it is dismissed.
  const card = useRef<HTMLElement>(null);
  useShownFor(card, isNote ? SHOWN_MS : null, () => dismissWhispers([id]));
  const dismiss = () => {
    dismissWhispers([id]);
    readAlert(id);
  };
  const open = () => {
    openThread(threadId);
    dismiss();
  };
  return (
    <article
      ref={card}
      aria-label={isNote && !isMention ? t("card", { name: by }) : title}
      data-card
      className="pointer-events-auto relative animate-slide rounded-lg border border-note-border bg-note p-3 pe-10 text-note-foreground shadow-float"
    >
      <div className="flex gap-3">
        {isMention ? (
          <AtSign aria-hidden className="mt-0.5 size-4 shrink-0" />
        ) : isNote ? (
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
        onClick={dismiss}
      >
        <X />
      </IconButton>
    </article>
  );
}
