"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { Lead } from "#contract/leads/lead.ts";
import type { UpdateLead } from "#contract/leads/lead-requests.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { LATE_MS } from "#components/leads/lead-marks.tsx";
import { Panel } from "#components/leads/panel.tsx";
import { StatusSelect } from "#components/leads/status-select.tsx";
import {
  useKeepLead,
  useLeadCurrency,
  useLeadSources,
} from "#components/leads/use-leads.ts";
import {
  useLeadRefusalWords,
  useSourceName,
} from "#components/leads/use-lead-words.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { LiveClock } from "#components/words/live-clock.tsx";
import { spanOf } from "#components/words/times.ts";
import { useSpan } from "#components/words/use-times.ts";
import { ValueField } from "./value-field.tsx";

/** A choice needs a value that is not empty. */
const NO_SOURCE = "none";

/** Status, source, how fast the first contact was, and where else the person is known. */
export function LeadWork({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const sourceName = useSourceName();
  const sources = useLeadSources().data ?? [];
  const words = useLeadRefusalWords();
  const keep = useKeepLead();
  const change = useMutation({
    mutationFn: (patch: UpdateLead) =>
      api<Lead>(`/leads/${lead.id}`, { method: "PATCH", body: patch }),
    onSuccess: (after) => void keep(after),
    onError: (error) => toast.error(words(error)),
  });
  const currency = useLeadCurrency();
  return (
    <Panel title={t("work")} className="max-lg:order-2">
      <div className="space-y-3">
        <Field label={t("status")}>
          {(control) => <StatusSelect {...control} lead={lead} />}
        </Field>
        {lead.lostReason !== null && (
          <div className="text-sm">
            <p className="text-xs text-muted-foreground">{t("lostReason")}</p>
            <p className="bidi wrap-anywhere">{lead.lostReason}</p>
          </div>
        )}
        <Field label={t("source")}>
          {(control) => (
            <Select
              {...control}
              value={lead.sourceId ?? NO_SOURCE}
              onValueChange={(value) =>
                change.mutate({ sourceId: value === NO_SOURCE ? null : value })
              }
              groups={[
                { value: NO_SOURCE, label: t("noSource") },
                ...sources.map((source) => ({
                  value: source.id,
                  label: sourceName(source),
                })),
              ]}
            />
          )}
        </Field>
        {currency !== null && (
          <ValueField
            key={`${lead.value?.amountMinor} ${currency}`}
            value={lead.value}
            currency={currency}
            onChange={(amountMinor) => change.mutate({ amountMinor })}
          />
        )}
        <FirstTouch lead={lead} />
        <CustomerLink lead={lead} />
        {lead.duplicateOf !== null && (
          <div className="rounded-md bg-muted px-3 py-2 text-sm">
            <p>{t("duplicateHint")}</p>
            <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1">
              <PageLink
                href={`/leads/${lead.duplicateOf}`}
                prefetch={false}
                className="text-primary hover:underline"
              >
                {t("firstLead")}
              </PageLink>
              <Button
                size="sm"
                variant="ghost"
                busy={change.isPending}
                onClick={() => change.mutate({ duplicateOf: null })}
              >
                {t("keepApart")}
              </Button>
            </div>
          </div>
        )}
      </div>
    </Panel>
  );
}

/** The person's wait for the first contact, whether over or not. */
function FirstTouch({ lead }: { lead: Lead }) {
  const t = useTranslations("leads");
  const span = useSpan();
  if (lead.test) return null;
  const waitedMs =
    lead.firstTouchAt === null
      ? null
      : Date.parse(lead.firstTouchAt) - Date.parse(lead.createdTime);
  return (
    <p className="flex justify-between gap-3 text-sm">
      <span className="text-muted-foreground">{t("firstTouch")}</span>
      {waitedMs === null ? (
        <span>
          {t("notYet")}{" "}
          <LiveClock since={lead.createdTime} warnAfterMs={LATE_MS} />
        </span>
      ) : (
        <span>{t("after", { span: span(spanOf(waitedMs)) })}</span>
      )}
    </p>
  );
}

function CustomerLink({ lead: { customerId } }: { lead: Lead }) {
  const t = useTranslations("leads");
  const maySeeCustomer = mayOpen(useMe().role, "customers");
  if (customerId === null || !maySeeCustomer) return null;
  return (
    <p className="text-sm">
      <PageLink
        href={`/customers/${customerId}`}
        prefetch={false}
        className="text-primary hover:underline"
      >
        {t("openCustomer")}
      </PageLink>
    </p>
  );
}
