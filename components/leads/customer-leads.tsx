"use client";

import { TitledSection } from "#components/ui/marks/titled-section.tsx";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { mayDo } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useHasStayed } from "#components/page/has-stayed.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { StatusBadge } from "./lead-marks.tsx";
import { StatusSelect } from "./status-select.tsx";
import { useLeadStatuses } from "./use-leads.ts";
import { useAmount, useFormName } from "./use-lead-words.ts";

/** Beside a conversation: more are on the page of leads. */
const SHOWN = 5;

/** The newest leads of a customer that I may see, each with its status to change. Nothing for a customer without one. */
export function CustomerLeads({ customerId }: { customerId: string }) {
  const t = useTranslations("leads");
  const { role } = useMe();
  const hasStayed = useHasStayed();
  const { data: leads = [] } = useQuery({
    enabled: mayOpen(role, "leads") && hasStayed,
    queryKey: liveKey("leads", "customer", customerId),
    queryFn: async ({ signal }) =>
      (
        await api<Page<Lead>>("/leads", {
          query: { customer: customerId, limit: SHOWN },
          signal,
        })
      ).items,
  });
  if (leads.length === 0) return null;
  return (
    <TitledSection title={t("title")}>
      <ul className="space-y-2">
        {leads.map((lead) => (
          <CustomerLead
            key={lead.id}
            lead={lead}
            mayWork={mayDo(role, "leads.work")}
          />
        ))}
      </ul>
    </TitledSection>
  );
}

function CustomerLead({ lead, mayWork }: { lead: Lead; mayWork: boolean }) {
  const t = useTranslations("leads");
  const locale = useLocale();
  const formName = useFormName()(lead);
  const amountOf = useAmount();
  const statuses = useLeadStatuses().data ?? [];
  const title = lead.ad?.name ?? formName;
  return (
    <li className="rounded-md border bg-card px-3 py-2">
      <PageLink
        href={`/leads/${lead.id}`}
        prefetch={false}
        className="bidi block text-sm font-medium wrap-anywhere hover:underline"
      >
        {title}
      </PageLink>
      <p
        className="mb-1.5 text-xs text-muted-foreground"
        suppressHydrationWarning
      >
        {dateAndTime(locale, lead.createdTime)}
        {lead.value && ` · ${amountOf(lead.value)}`}
      </p>
      {mayWork ? (
        <StatusSelect lead={lead} aria-label={t("statusOf", { lead: title })} />
      ) : (
        <StatusBadge status={statuses.find(({ id }) => id === lead.statusId)} />
      )}
      {lead.lostReason !== null && (
        <p className="bidi mt-1 text-xs wrap-anywhere text-muted-foreground">
          {lead.lostReason}
        </p>
      )}
    </li>
  );
}
