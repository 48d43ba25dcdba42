"use client";

import {
  ArrowLeftRight,
  ChevronDown,
  ChevronUp,
  MessageCircle,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Offer } from "#contract/threads/offer.ts";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { useOfferSource } from "#components/offers/offer-source.ts";
import { QuickReply } from "#components/offers/quick-reply.tsx";
import { RingBar } from "#components/offers/ring-bar.tsx";
import { useAnswerOffer } from "#components/thread/offers/use-answer-offer.ts";
import { CustomerAvatar } from "#components/thread/customer-avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import {
  countdownText,
  useSecondsLeft,
} from "#components/words/use-seconds-left.ts";

type Fold = { isFolded: boolean; setFolded: (isFolded: boolean) => void };

/**
 * An offer: the customer, the queue, their message, and the time to answer.
 * The first card of a stack is whole; those behind it are one row until they
 * are first, and so is that of the thread on the screen.
 */
export function OfferCard({
  offer,
  isWhole,
  fold,
}: {
  offer: Offer;
  isWhole: boolean;
  /** For the first card: makes room on a phone. */
  fold: Fold | null;
}) {
  const t = useTranslations("offers");
  const customerName = useCustomerName();
  const previewText = usePreviewText();
  const source = useOfferSource(offer);
  const seconds = useSecondsLeft(offer.expiresAt) ?? 0;
  const answers = useAnswerOffer();
  const [busy, setBusy] = useState<"accept" | "decline" | null>(null);
  const { customer } = offer.thread;
  const name = customerName(customer);
  const answer = (verb: "accept" | "decline") => {
    setBusy(verb);
    void answers[verb](offer).finally(() => setBusy(null));
  };
  const Icon = offer.kind === "transfer" ? ArrowLeftRight : MessageCircle;
  return (
    <article
      aria-label={t("card", { name })}
      className="pointer-events-auto animate-slide overflow-hidden rounded-lg border bg-popover text-popover-foreground shadow-float"
    >
      <RingBar offer={offer} seconds={seconds} />
      {/* Whole, it would hide the dialog: there it is one row, too. */}
      <div
        className={cn(
          "p-3 over-sheet:flex over-sheet:items-center over-sheet:gap-2 over-sheet:py-2",
          !isWhole && "flex items-center gap-2 py-2",
        )}
      >
        <div
          className={cn(
            "flex min-w-0 gap-3 over-sheet:flex-1",
            !isWhole && "flex-1",
          )}
        >
          <CustomerAvatar
            customer={customer}
            channelId={offer.thread.channelId}
            size={isWhole ? "md" : "sm"}
          />
          <div className="min-w-0 flex-1">
            <p className="flex items-baseline gap-2">
              <span className="bidi min-w-0 flex-1 truncate text-base font-semibold">
                {name}
              </span>
              <span
                role="timer"
                aria-label={t("left", { seconds })}
                className="shrink-0 text-xs text-muted-foreground tabular-nums"
              >
                {countdownText(seconds)}
              </span>
              {fold && (isWhole || fold.isFolded) && <FoldButton {...fold} />}
            </p>
            <p className="flex items-center gap-1 text-xs text-muted-foreground">
              <Icon aria-hidden className="size-3 shrink-0" />
              <span className="truncate">{source}</span>
            </p>
            {isWhole && (
              <p className="bidi mt-1.5 line-clamp-2 text-sm break-words over-sheet:hidden">
                {previewText(offer.thread)}
              </p>
            )}
          </div>
        </div>
        {isWhole && offer.note && (
          <p className="bidi mt-2 line-clamp-3 over-sheet:hidden rounded-md border border-note-border bg-note px-2 py-1.5 text-sm break-words text-note-foreground">
            <span className="sr-only">{t("note")} </span>
            {offer.note}
          </p>
        )}
        {isWhole && (
          <div className="over-sheet:hidden">
            <QuickReply offer={offer} disabled={busy !== null} />
          </div>
        )}
        <div
          className={cn(
            "flex justify-end gap-2",
            isWhole
              ? "mt-2.5 over-sheet:mt-0 over-sheet:shrink-0 over-sheet:gap-1"
              : "shrink-0 gap-1",
          )}
        >
          <Hint text={t("decline")} {...(isWhole ? { keys: "⇧ A" } : {})}>
            <Button
              size={isWhole ? "md" : "sm"}
              variant={isWhole ? "outline" : "ghost"}
              disabled={busy !== null}
              busy={busy === "decline"}
              onClick={() => answer("decline")}
            >
              {t("decline")}
            </Button>
          </Hint>
          <Hint text={t("accept")} {...(isWhole ? { keys: "A" } : {})}>
            <Button
              size={isWhole ? "md" : "sm"}
              variant="primary"
              disabled={busy !== null}
              busy={busy === "accept"}
              onClick={() => answer("accept")}
            >
              {t("accept")}
            </Button>
          </Hint>
        </div>
      </div>
    </article>
  );
}

function FoldButton({ isFolded, setFolded }: Fold) {
  const t = useTranslations("offers");
  const Icon = isFolded ? ChevronDown : ChevronUp;
  return (
    <Button
      size="icon-sm"
      variant="ghost"
      aria-label={isFolded ? t("unfold") : t("fold")}
      aria-expanded={!isFolded}
      onClick={() => setFolded(!isFolded)}
      className={cn(
        "-my-1.5 self-center over-sheet:hidden",
        !isFolded && "md:hidden",
      )}
    >
      <Icon aria-hidden />
    </Button>
  );
}
