"use client";

import { useQuery } from "@tanstack/react-query";
import { Cable } from "lucide-react";
import { useTranslations } from "next-intl";
import type { LeadPage } from "#contract/leads/lead-settings.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { ListStates } from "#components/settings/list-states.tsx";
import { Card } from "#components/settings/section.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { LeadPageRow } from "./lead-page-row.tsx";

/** The connected pages: what they delivered, and to whom their leads go. */
export function PagesCard() {
  const t = useTranslations("settings.leads");
  const pages = useQuery({
    queryKey: liveKey("lead-pages"),
    queryFn: async ({ signal }) =>
      (await api<{ items: LeadPage[] }>("/leads/pages", { signal })).items,
  });
  return (
    <Card title={t("pages")} hint={t("pagesHint")}>
      <ListStates
        query={pages}
        empty={
          <EmptyState
            icon={<Cable />}
            title={t("noPages")}
            text={t("noPagesHint")}
            action={
              <PageLink
                href="/settings/channels/new"
                className="text-sm text-primary hover:underline"
              >
                {t("connectPage")}
              </PageLink>
            }
          />
        }
      >
        {(items) => (
          <ul aria-label={t("pages")} className="divide-y">
            {items.map((page) => (
              <LeadPageRow key={page.channelId} page={page} />
            ))}
          </ul>
        )}
      </ListStates>
    </Card>
  );
}
