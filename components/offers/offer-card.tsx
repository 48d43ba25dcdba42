"use client";

import { ArrowLeftRight, ClipboardList, MessageCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import type { LeadOffer, ThreadOffer } from "#contract/threads/offer.ts";
import { useFormName, useLeadName } from "#components/leads/use-lead-words.ts";
import {
  useLeadOfferSource,
  useOfferSource,
} from "#components/offers/offer-source.ts";
import { OfferFrame, type Fold } from "#components/offers/offer-frame.tsx";
import { QuickReply } from "#components/offers/quick-reply.tsx";
import { CustomerAvatar } from "#components/thread/customer-avatar.tsx";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

type Place = { isWhole: boolean; fold: Fold | null };

/** An offered conversation: the customer, the queue, their message, and a field to answer at once. */
export function ThreadOfferCard({
  offer,
  isWhole,
  fold,
}: Place & { offer: ThreadOffer }) {
  const t = useTranslations("offers");
  const previewText = usePreviewText();
  const { customer, channelId } = offer.thread;
  const name = useCustomerName()(customer);
  return (
    <OfferFrame
      offer={offer}
      label={t("card", { name })}
      avatar={
        <CustomerAvatar
          customer={customer}
          channelId={channelId}
          size={isWhole ? "md" : "sm"}
        />
      }
      name={name}
      Icon={offer.kind === "transfer" ? ArrowLeftRight : MessageCircle}
      source={useOfferSource(offer)}
      isWhole={isWhole}
      fold={fold}
      text={previewText(offer.thread)}
      asker={offer.kind === "transfer" ? offer.from : null}
    >
      {(isBusy) => (
        <>
          {offer.note && (
            <p className="bidi mt-2 line-clamp-3 over-sheet:hidden rounded-md border border-note-border bg-note px-2 py-1.5 text-sm break-words text-note-foreground">
              <span className="sr-only">{t("note")} </span>
              {offer.note}
            </p>
          )}
          <div className="over-sheet:hidden">
            <QuickReply offer={offer} disabled={isBusy} />
          </div>
        </>
      )}
    </OfferFrame>
  );
}

/** An offered lead: the person, the queue and page, the form, and what they answered. */
export function LeadOfferCard({
  offer,
  isWhole,
  fold,
}: Place & { offer: LeadOffer }) {
  const t = useTranslations("offers");
  const { lead } = offer;
  const name = useLeadName()(lead);
  const form = useFormName()(lead);
  const answers = lead.answers
    .filter(({ values }) => !isOfContact(values, lead.contact))
    .flatMap(({ values }) => values);
  return (
    <OfferFrame
      offer={offer}
      label={t("cardLead", { name })}
      avatar={
        <Avatar
          id={lead.customerId ?? lead.id}
          name={name}
          size={isWhole ? "md" : "sm"}
        />
      }
      name={name}
      Icon={ClipboardList}
      source={useLeadOfferSource(offer)}
      isWhole={isWhole}
      fold={fold}
      text={[form, ...answers].join(" · ")}
    />
  );
}

/** Whether the answer is the person's name or how to reach them; a phone number is kept without its spaces. */
function isOfContact(
  values: readonly string[],
  contact: LeadOffer["lead"]["contact"],
): boolean {
  if (contact === null) return false;
  const { fields: _, ...known } = contact;
  const bare = (text: string) => text.replace(/[\s()-]/g, "");
  const shown = new Set(
    Object.values(known).flatMap((text) => (text === null ? [] : bare(text))),
  );
  return values.every((value) => shown.has(bare(value)));
}
