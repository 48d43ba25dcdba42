"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Offer } from "#contract/threads/offer.ts";
import { offeredId } from "#contract/threads/offered-id.ts";
import { useLeadName } from "#components/leads/use-lead-words.ts";
import { useSelectedThread } from "#components/navigation/selection.ts";
import {
  useEndedOffers,
  useOffers,
} from "#components/live/queries/use-offers.ts";
import { useWhispers } from "#components/live/queries/use-whispers.ts";
import { EndedCard } from "#components/offers/ended-card.tsx";
import {
  LeadOfferCard,
  ThreadOfferCard,
} from "#components/offers/offer-card.tsx";
import { PresenceNotice } from "#components/presence/presence-notice.tsx";
import { WhisperCard } from "#components/offers/whisper-card.tsx";
import { OverDialogs } from "#components/page/card-slot.tsx";
import { PHONE, useMedia } from "#components/page/use-media.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

const MAX_SHOWN = 4;
/** A phone held sideways, or a page at 200 %: a whole card would leave no room for anything else. */
const LOW = "(height < 32rem)";

/** Folded or not, as chosen over this conversation; null: over the list. */
type Choice = { isFolded: boolean; over: string | null };

/** The open offers, on every page, the oldest on top; below them, why an offer ended. */
export default function OfferStack() {
  const t = useTranslations("offers");
  const offers = useOffers();
  const ended = useEndedOffers();
  const whispers = useWhispers();
  const customerName = useCustomerName();
  const leadName = useLeadName();
  const selected = useSelectedThread();
  const [first] = offers;
  // On a phone the cards leave little of the list: they can be folded to one
  // row. Above a conversation they begin folded, or there would be no room for
  // its messages.
  const isPhone = useMedia(PHONE);
  const isLow = useMedia(LOW);
  const [choice, setChoice] = useState<Choice | null>(null);
  if (choice && offers.length === 0) setChoice(null);
  const isFolded =
    choice && (choice.isFolded || choice.over === selected)
      ? choice.isFolded
      : isLow || (isPhone && selected !== null);
  const setFolded = (isFolded: boolean) =>
    setChoice({ isFolded, over: selected });
  const shown = isFolded ? 1 : MAX_SHOWN;
  const more = offers.length - shown;
  return (
    <OverDialogs>
      <section
        aria-label={t("title")}
        // In a dock of the page the cards are part of it, side by side where there is room, to leave it its height. Over a dialog they
        // lie at its start, beside the dialog's own fields; the space around
        // them is for their shadows, which scrolling would cut.
        className="flex flex-col gap-2 border-t bg-sidebar p-2 in-data-[dock=page]:md:flex-row in-data-[dock=page]:md:flex-wrap in-data-[dock=page]:md:items-end in-data-[dock=page]:md:[&_.shadow-float]:w-84 in-data-[dock=thread]:border-t-0 in-data-[dock=thread]:border-b not-in-data-dock:pointer-events-none not-in-data-dock:fixed not-in-data-dock:inset-x-0 not-in-data-dock:top-12 not-in-data-dock:z-30 not-in-data-dock:max-h-[calc(100dvh-3rem)] not-in-data-dock:overflow-y-auto not-in-data-dock:border-0 not-in-data-dock:bg-transparent not-in-data-dock:p-3 not-in-data-dock:pb-6 not-in-data-dock:md:end-auto not-in-data-dock:md:top-auto not-in-data-dock:md:bottom-0 not-in-data-dock:md:w-84 in-data-above:max-md:static in-data-above:max-md:max-h-none in-data-above:max-md:pb-3 in-data-palette:max-md:top-auto in-data-palette:max-md:bottom-0 in-data-palette:max-md:max-h-1/2"
      >
        {/* The cards count seconds; a screen reader announces only that one came. */}
        <p role="status" aria-live="assertive" className="sr-only">
          {first &&
            ("lead" in first
              ? t("announceLead", {
                  name: leadName(first.lead),
                  count: offers.length,
                })
              : t("announce", {
                  name: customerName(first.thread.customer),
                  count: offers.length,
                }))}
        </p>
        {offers.slice(0, shown).map((offer, index) => {
          const key = `${offeredId(offer)}/${offer.createdAt}`;
          const fold = index === 0 ? { isFolded, setFolded } : null;
          const isWhole = index === 0 && !isFolded;
          if ("lead" in offer)
            return <LeadOfferCard key={key} {...{ offer, isWhole, fold }} />;
          // The thread on the screen has its own buttons and a composer.
          const isOpen = offer.threadId === selected;
          return (
            <ThreadOfferCard
              key={key}
              offer={offer}
              isWhole={isWhole && !isOpen}
              fold={fold}
            />
          );
        })}
        {more > 0 && (
          <p className="pointer-events-auto rounded-lg border bg-popover px-3 py-2 text-center text-xs text-muted-foreground shadow-float">
            {t(offers.slice(shown).some(isOfLead) ? "moreMixed" : "more", {
              count: more,
            })}
          </p>
        )}
        <div
          role="status"
          className="flex flex-col gap-2 empty:hidden in-data-[dock=page]:md:flex-row"
        >
          {ended.map((each) => (
            <EndedCard key={offeredId(each.offer)} ended={each} />
          ))}
        </div>
        <div
          role="status"
          // A note can wait until a phone has closed its dialog; an offer cannot.
          className="flex flex-col gap-2 empty:hidden over-sheet:hidden in-data-[dock=page]:md:flex-row"
        >
          {whispers.map((whisper) => (
            <WhisperCard key={whisper.id} whisper={whisper} />
          ))}
        </div>
        {/* Nothing is lost by it in the meantime: it must not lie over a form's fields. */}
        <div className="empty:hidden [[role=alertdialog]_&]:hidden [[role=dialog]_&]:hidden">
          <PresenceNotice />
        </div>
      </section>
    </OverDialogs>
  );
}

function isOfLead(offer: Offer): boolean {
  return "lead" in offer;
}
