"use client";

import { ClipboardX } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import {
  LeadOwner,
  StatusBadge,
  StateBadge,
  TestBadge,
} from "#components/leads/lead-marks.tsx";
import { lastListHref } from "#components/leads/list-place.ts";
import { useLead, useLeadStatuses } from "#components/leads/use-leads.ts";
import { useLeadName } from "#components/leads/use-lead-words.ts";
import { ApiError } from "#components/live/transport/api.ts";
import { BackLink } from "#components/navigation/back-link.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { LeadActions } from "./lead-actions.tsx";
import { LeadAnswers, LeadConsents } from "./lead-answers.tsx";
import { LeadContactCard } from "./lead-contact-card.tsx";
import { LeadHistory } from "./lead-history.tsx";
import { LeadOrigin } from "./lead-origin.tsx";
import { useRevealedLead } from "#components/contacts/use-revealed.ts";
import { LeadState } from "./lead-state.tsx";
import { LeadWork } from "./lead-work.tsx";

/** One lead: the person, the answers, the work on it and everything that happened to it. */
export function LeadPage({ leadId }: { leadId: string }) {
  const t = useTranslations("leads");
  const words = useErrorWords();
  const { data: lead, error, refetch } = useLead(leadId);
  if (lead && !isGone(error)) return <Shown lead={lead} />;
  if (error)
    return (
      <EmptyState
        className="flex-1"
        icon={<ClipboardX />}
        title={t(isGone(error) ? "gone" : "failedOne")}
        text={isGone(error) ? t("goneHint") : words(error)}
        action={
          isGone(error) ? (
            <BackLink href={lastListHref()}>{t("back")}</BackLink>
          ) : (
            <Button onClick={() => void refetch()}>{t("again")}</Button>
          )
        }
      />
    );
  return (
    <div
      role="status"
      aria-label={t("loading")}
      className="mx-auto w-full max-w-5xl space-y-4 p-6"
    >
      <Skeleton className="h-20" />
      <Skeleton className="h-64" />
    </div>
  );
}

/** An id that is none, or a lead that another teammate has now. */
function isGone(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.status === 404 || error.status === 422)
  );
}

function Shown({ lead: given }: { lead: Lead }) {
  const { shown: lead, reveal } = useRevealedLead(given);
  const t = useTranslations("leads");
  const locale = useLocale();
  const name = useLeadName()(lead);
  const statuses = useLeadStatuses().data ?? [];
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-5xl px-4 py-6 md:px-8">
        <p className="mb-3">
          <BackLink href={lastListHref()}>{t("back")}</BackLink>
        </p>
        <header className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-3">
          <Avatar id={lead.customerId ?? lead.id} name={name} size="md" />
          <div className="min-w-0 flex-[1_1_14rem]">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <h1 className="bidi min-w-0 truncate text-xl font-semibold">
                {name}
              </h1>
              <StatusBadge
                status={statuses.find(({ id }) => id === lead.statusId)}
              />
              <StateBadge state={lead.state} />
              <TestBadge lead={lead} />
            </div>
            <div className="mt-0.5 flex flex-wrap items-center gap-x-3 text-sm text-muted-foreground">
              <span suppressHydrationWarning>
                {t("filledIn", { when: dateAndTime(locale, lead.createdTime) })}
              </span>
              <LeadOwner lead={lead} />
            </div>
          </div>
          <LeadActions lead={lead} />
        </header>
        <LeadState lead={lead} />
        {/* On a phone both columns are one: contact and status come before everything else. */}
        <div className="flex flex-col gap-5 lg:grid lg:grid-cols-[minmax(0,1fr)_19rem] lg:items-start">
          <div className="min-w-0 max-lg:contents lg:flex lg:flex-col lg:gap-5">
            <LeadContactCard lead={lead} reveal={reveal} />
            <LeadAnswers lead={lead} />
            <LeadConsents lead={lead} />
            <LeadHistory lead={lead} />
          </div>
          <div className="min-w-0 max-lg:contents lg:flex lg:flex-col lg:gap-5">
            <LeadWork lead={lead} />
            <LeadOrigin lead={lead} />
          </div>
        </div>
      </div>
    </div>
  );
}
