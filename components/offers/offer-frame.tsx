"use client";

import { ChevronDown, ChevronUp, X, type LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { Offer } from "#contract/threads/offer.ts";
import { WhyField } from "#components/offers/why-field.tsx";
import { RingBar } from "#components/offers/ring-bar.tsx";
import { useAnswerOffer } from "#components/thread/offers/use-answer-offer.ts";
import { useShownKey } from "#components/live/stores/keymap.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";
import {
  countdownText,
  useSecondsLeft,
} from "#components/words/use-seconds-left.ts";

export type Fold = {
  isFolded: boolean;
  setFolded: (isFolded: boolean) => void;
};

/**
 * The parts that the cards of all offers share: who it is, from where, the time to answer, and the answers. The first
 * card of a stack is whole; those behind it are one row until they are first, and so is that of the thread on the
 * screen.
 */
export function OfferFrame({
  offer,
  label,
  avatar,
  name,
  Icon,
  source,
  isWhole,
  fold,
  text,
  asker = null,
  children,
}: {
  offer: Offer;
  label: string;
  avatar: ReactNode;
  name: string;
  Icon: LucideIcon;
  source: string;
  isWhole: boolean;
  /** For the first card: makes room on a phone. */
  fold: Fold | null;
  /** Under the name of a whole card: the customer's message, or a lead's answers. */
  text: ReactNode;
  /** The colleague who asks, and can be told why it is declined. */
  asker?: { name: string } | null;
  /** The part of a whole card above the answers. */
  children?: (isBusy: boolean) => ReactNode;
}) {
  const t = useTranslations("offers");
  const acceptKey = useShownKey("accept");
  const declineKey = useShownKey("decline");
  const seconds = useSecondsLeft(offer.expiresAt) ?? 0;
  const answers = useAnswerOffer();
  const [busy, setBusy] = useState<"accept" | "decline" | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const answer = (verb: "accept" | "decline") => {
    setBusy(verb);
    const answered =
      verb === "accept"
        ? answers.accept(offer)
        : answers.decline(offer, why?.trim());
    void answered.finally(() => setBusy(null));
  };
  return (
    <article
      aria-label={label}
      data-card
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
          {avatar}
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
              <div className="bidi mt-1.5 line-clamp-2 text-sm break-words over-sheet:hidden">
                {text}
              </div>
            )}
          </div>
        </div>
        {isWhole && children?.(busy !== null)}
        {isWhole && asker && (
          <div className="over-sheet:hidden">
            <WhyField
              name={asker.name}
              value={why}
              onChange={setWhy}
              onSubmit={() => answer("decline")}
              disabled={busy !== null}
            />
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
          <Hint
            text={t("decline")}
            {...(isWhole && declineKey ? { keys: declineKey } : {})}
          >
            <Button
              // A row leaves its width to the name.
              size={isWhole ? "md" : "icon-sm"}
              variant={isWhole ? "outline" : "ghost"}
              aria-label={isWhole ? undefined : t("decline")}
              disabled={busy !== null}
              busy={busy === "decline"}
              onClick={() => answer("decline")}
            >
              {isWhole ? t("decline") : <X aria-hidden />}
            </Button>
          </Hint>
          <Hint
            text={t("accept")}
            {...(isWhole && acceptKey ? { keys: acceptKey } : {})}
          >
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
