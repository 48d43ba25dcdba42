"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import type { LeadStatus } from "#contract/leads/lead-settings.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { fullTime } from "#components/words/times.ts";
import { useListTime } from "#components/words/use-times.ts";
import {
  FirstContact,
  LeadOwner,
  StateBadge,
  StatusBadge,
  TestBadge,
} from "./lead-marks.tsx";
import { useFormName, useLeadName, useLeadPageName } from "./use-lead-words.ts";

/** The columns of the table from the width of a tablet on. */
export const COLUMNS =
  "md:grid md:grid-cols-[minmax(0,2.2fr)_minmax(0,1.5fr)_minmax(0,1fr)_minmax(0,1.1fr)_5rem] md:items-center md:gap-4";

/** One line of the table; on a phone the same in three short lines. */
export function LeadRow({
  lead,
  status,
}: {
  lead: Lead;
  status: LeadStatus | undefined;
}) {
  const t = useTranslations("leads");
  const locale = useLocale();
  const timeOf = useListTime();
  const name = useLeadName()(lead);
  const formName = useFormName();
  const page = useLeadPageName(lead);
  const { contact } = lead;
  const reach = [contact?.email, contact?.phone].filter(
    (text) => text && text !== name,
  );
  return (
    <li className={`relative px-4 py-2.5 hover:bg-accent ${COLUMNS}`}>
      <div className="flex min-w-0 items-center gap-3">
        <Avatar id={lead.customerId ?? lead.id} name={name} size="sm" />
        <div className="min-w-0 flex-1">
          <div className="flex min-w-0 items-center gap-2 max-md:pe-14">
            <PageLink
              href={`/leads/${lead.id}`}
              prefetch={false}
              className="bidi min-w-0 truncate font-medium outline-offset-2 after:absolute after:inset-0"
            >
              {name}
            </PageLink>
            <TestBadge lead={lead} />
            {lead.duplicateOf !== null && <Badge>{t("duplicate")}</Badge>}
          </div>
          <p className="bidi truncate text-sm text-muted-foreground">
            {reach.join(" · ") || (contact ? contact.company : t("noDetails"))}
          </p>
        </div>
      </div>
      <div className="min-w-0 text-sm max-md:mt-1 max-md:ps-10 max-md:text-xs max-md:text-muted-foreground">
        <p className="truncate">{formName(lead)}</p>
        <p className="truncate text-muted-foreground max-md:hidden">{page}</p>
      </div>
      <div className="flex min-w-0 flex-wrap gap-1 max-md:mt-1.5 max-md:ps-10">
        <StatusBadge status={status} />
        {lead.lostReason !== null && (
          <span className="bidi min-w-0 truncate text-xs text-muted-foreground">
            {lead.lostReason}
          </span>
        )}
        <FirstContact lead={lead} status={status} />
        <StateBadge state={lead.state} />
        <LeadOwner lead={lead} className="text-xs md:hidden" />
      </div>
      <LeadOwner lead={lead} className="text-sm max-md:hidden" />
      <time
        dateTime={lead.createdTime}
        title={fullTime(locale, lead.createdTime)}
        suppressHydrationWarning
        className="text-end text-xs text-muted-foreground tabular-nums max-md:absolute max-md:end-4 max-md:top-3"
      >
        {timeOf(lead.createdTime)}
      </time>
    </li>
  );
}
