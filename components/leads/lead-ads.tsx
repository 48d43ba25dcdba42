"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { LeadAd } from "#contract/leads/lead-ad.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";
import type { LeadFilterValues } from "./lead-filter.ts";

const FIGURES = ["conversations", "leads", "won"] as const;

/** Each ad with its conversations and leads, in the time of the filter. */
export function LeadAds({ filter }: { filter: LeadFilterValues }) {
  const t = useTranslations("leads.ads");
  const words = useErrorWords();
  const { from, to } = filter;
  const { data, error } = useQuery({
    queryKey: liveKey("leads", "ads", from, to),
    queryFn: async ({ signal }) =>
      (
        await api<{ items: LeadAd[] }>("/leads/ads", {
          query: { from: from || undefined, to: to || undefined },
          signal,
        })
      ).items,
  });
  if (error && !data)
    return (
      <Notice tone="danger" role="alert">
        {words(error)}
      </Notice>
    );
  if (!data) return <Skeleton className="h-40 rounded-lg" />;
  if (data.length === 0)
    return <p className="py-6 text-sm text-muted-foreground">{t("empty")}</p>;
  return (
    <div className="rounded-lg border bg-card">
      <table className="w-full text-sm">
        <caption className="sr-only">{t("title")}</caption>
        <thead className="border-b text-xs text-muted-foreground">
          <tr>
            <th scope="col" className="px-3 py-2 text-start font-medium">
              {t("ad")}
            </th>
            {FIGURES.map((figure) => (
              <th
                key={figure}
                scope="col"
                className="px-2 py-2 text-end font-medium sm:px-3"
              >
                {t(figure)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {data.map((ad) => (
            <tr key={ad.id}>
              <th
                scope="row"
                className="bidi px-3 py-2 text-start font-medium wrap-anywhere"
              >
                {ad.name ?? ad.id}
              </th>
              {FIGURES.map((figure) => (
                <td
                  key={figure}
                  className="px-2 py-2 text-end tabular-nums sm:px-3"
                >
                  {ad[figure]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
