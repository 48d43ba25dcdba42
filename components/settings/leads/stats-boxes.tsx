"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { LeadStats } from "#contract/leads/lead-requests.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const BOXES = [
  { name: "synced", tone: "text-success" },
  { name: "failed", tone: "text-destructive" },
  { name: "pending", tone: "text-warning" },
  { name: "total", tone: "" },
] as const;

/** The leads of this month by state; each box leads to its list. */
export function StatsBoxes() {
  const t = useTranslations("settings.leads.stats");
  const words = useErrorWords();
  const { data, error } = useQuery({
    queryKey: liveKey("lead-stats"),
    queryFn: ({ signal }) => api<LeadStats>("/leads/stats", { signal }),
  });
  if (error && !data)
    return (
      <Notice tone="danger" role="alert" className="mb-5">
        {words(error)}
      </Notice>
    );
  return (
    <section aria-label={t("title")} className="mb-5">
      <h3 className="mb-2 text-sm font-medium text-muted-foreground">
        {t("title")}
      </h3>
      <ul className="grid grid-cols-2 gap-3 md:grid-cols-4">
        {BOXES.map(({ name, tone }) => (
          <li key={name}>
            <PageLink
              href={hrefOf(name, data)}
              prefetch={false}
              className="block rounded-lg border bg-card px-4 py-3 hover:bg-accent"
            >
              <span
                className={cn(
                  "block min-h-8 text-2xl font-semibold tabular-nums",
                  (data?.[name] ?? 0) > 0 && tone,
                )}
              >
                {data?.[name]}
              </span>
              <span className="block text-sm text-muted-foreground">
                {t(name)}
              </span>
            </PageLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function hrefOf(
  name: (typeof BOXES)[number]["name"],
  stats: LeadStats | undefined,
): string {
  const search = new URLSearchParams({
    ...(name === "total" ? {} : { state: name }),
    ...(stats ? { from: stats.from, to: stats.to } : {}),
  });
  return `/leads?${search.toString()}`;
}
