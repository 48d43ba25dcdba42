"use client";

import { Download, ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import type { AuditEntry } from "#contract/people/audit.ts";
import { apiUrl } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import {
  AuditFilters,
  NO_FILTERS,
  queryOf,
} from "#components/settings/audit/audit-filters.tsx";
import { AuditRow } from "#components/settings/audit/audit-row.tsx";
import { SkeletonRows } from "#components/settings/list-states.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { RowList, SettingsPage } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";

const PAGE = 50;

/** The record of all changes: searched, filtered, exported. */
export function AuditLog() {
  const t = useTranslations("settings.audit");
  const [filters, setFilters] = useState(NO_FILTERS);
  const query = queryOf(useDeferredValue(filters));
  const isFiltered = Object.values(query).some((value) => value !== undefined);
  const log = usePages<AuditEntry>({
    queryKey: liveKey("audit", query),
    path: "/audit",
    query: { ...query, limit: PAGE },
  });
  return (
    <SettingsPage
      title={t("title")}
      hint={t("hint")}
      action={
        <Button asChild>
          <a href={apiUrl("/audit/export", query)} download>
            <Download />
            {t("export")}
          </a>
        </Button>
      }
    >
      <AuditFilters value={filters} onChange={setFilters} />
      <QueryStates query={log} failed={t("failed")} skeleton={<SkeletonRows />}>
        {(entries) =>
          entries.length === 0 ? (
            <EmptyState
              icon={<ScrollText />}
              title={isFiltered ? t("nothingFound") : t("empty")}
            />
          ) : (
            <RowList label={t("title")}>
              {entries.map((entry) => (
                <AuditRow key={entry.id} entry={entry} />
              ))}
            </RowList>
          )
        }
      </QueryStates>
      <MoreButton list={log}>{t("more")}</MoreButton>
    </SettingsPage>
  );
}
