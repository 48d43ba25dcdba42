"use client";

import { StickyNote, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import {
  useOpenThread,
  useSelectedThread,
} from "#components/inbox/selection.ts";
import { useInbox } from "#components/live/live-context.ts";
import {
  dismissWhispers,
  type Whisper,
} from "#components/live/use-whispers.ts";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** A colleague's note on my conversation, wherever I am. Opening the conversation puts it away. */
export function WhisperCard({ whisper }: { whisper: Whisper }) {
  const t = useTranslations("whispers");
  const customerName = useCustomerName();
  const openThread = useOpenThread();
  const selected = useSelectedThread();
  const { id, threadId, by, text } = whisper;
  const customer = useInbox(
    (state) => state.threads[threadId]?.thread.customer,
  );
  const isOpen = selected === threadId;
  // Opened after it came: it is being read. One that comes to the open thread stays until put away.
  useEffect(() => {
    if (!isOpen) return () => undefined;
    return () => dismissWhispers([id]);
  }, [isOpen, id]);
  const open = () => {
    openThread(threadId);
    dismissWhispers([id]);
  };
  return (
    <article
      aria-label={t("card", { name: by })}
      className="pointer-events-auto relative animate-slide rounded-lg border border-note-border bg-note p-3 pe-10 text-note-foreground shadow-float"
    >
      <div className="flex gap-3">
        <StickyNote aria-hidden className="mt-0.5 size-4 shrink-0" />
        <div className="min-w-0 flex-1">
          <p className="text-sm font-medium">
            {customer
              ? t("about", { name: by, customer: customerName(customer) })
              : t("card", { name: by })}
          </p>
          <p className="bidi mt-0.5 line-clamp-4 text-sm break-words whitespace-pre-line">
            {text ?? t("files")}
          </p>
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
