"use client";

import { ClipboardList } from "lucide-react";
import { useTranslations } from "next-intl";
import { mayOpen } from "#contract/live/console-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { countSet, type LeadFilterValues } from "./lead-filter.ts";
import { COLUMNS, LeadRow } from "./lead-row.tsx";
import { useLeads, useLeadStatuses } from "./use-leads.ts";

const SKELETON_ROWS = 5;

/** The leads of a filter, newest first. */
export function LeadTable({
  filter,
  onClear,
}: {
  filter: LeadFilterValues;
  onClear: () => void;
}) {
  const t = useTranslations("leads");
  const words = useErrorWords();
  const statuses = useLeadStatuses().data ?? [];
  const leads = useLeads(filter);
  const items = leads.data ?? [];
  if (leads.isError && items.length === 0)
    return (
      <EmptyState
        title={t("failed")}
        text={words(leads.error)}
        action={
          <Button onClick={() => void leads.refetch()}>{t("again")}</Button>
        }
      />
    );
  if (leads.isPending)
    return (
      <div role="status" aria-label={t("loading")} className="space-y-2">
        {Array.from({ length: SKELETON_ROWS }, (_, index) => (
          <Skeleton key={index} className="h-14 rounded-lg" />
        ))}
      </div>
    );
  if (items.length === 0)
    return countSet(filter) > 0 || filter.q !== "" ? (
      <EmptyState
        icon={<ClipboardList />}
        title={t("none")}
        text={t("noneHint")}
        action={<Button onClick={onClear}>{t("filter.clear")}</Button>}
      />
    ) : (
      <NoLeads />
    );
  return (
    <>
      <div className="overflow-hidden rounded-lg border bg-card">
        <div
          aria-hidden
          className={`hidden border-b bg-muted/50 px-4 py-2 text-xs font-medium text-muted-foreground ${COLUMNS}`}
        >
          <span>{t("columns.contact")}</span>
          <span>{t("columns.form")}</span>
          <span>{t("columns.status")}</span>
          <span>{t("columns.assigned")}</span>
          <span className="text-end">{t("columns.received")}</span>
        </div>
        <ul aria-label={t("title")} className="divide-y">
          {items.map((lead) => (
            <LeadRow
              key={lead.id}
              lead={lead}
              status={statuses.find(({ id }) => id === lead.statusId)}
            />
          ))}
        </ul>
      </div>
      <MoreButton list={leads}>{t("more")}</MoreButton>
    </>
  );
}

function NoLeads() {
  const t = useTranslations("leads");
  const canConnect = mayOpen(useMe().role, "settings/channels");
  return (
    <EmptyState
      icon={<ClipboardList />}
      title={t("empty")}
      text={t(canConnect ? "emptyHint" : "emptyHintAgent")}
      action={
        canConnect && (
          <PageLink
            href="/settings/channels"
            className="text-sm text-primary hover:underline"
          >
            {t("emptyAction")}
          </PageLink>
        )
      }
    />
  );
}
