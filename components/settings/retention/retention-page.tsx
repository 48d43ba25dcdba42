"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useDeferredValue } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import {
  retentionSchema,
  type Retention,
  type RetentionPreview,
} from "#contract/company/retention.ts";
import { api } from "#components/live/transport/api.ts";
import { useChannels } from "#components/live/queries/use-directory.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { NumberField } from "#components/forms/fields/number-field.tsx";
import { ChannelsCard } from "#components/settings/retention/channels-card.tsx";
import { ExportsCard } from "#components/settings/retention/exports-card.tsx";
import { HoldsCard } from "#components/settings/retention/holds-card.tsx";
import { EditForm } from "#components/settings/edit-form.tsx";
import { QueryStates } from "#components/settings/query-states.tsx";
import { Card, SettingsPage } from "#components/settings/section.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const FIELDS = [
  "messagesDays",
  "filesDays",
  "leadsDays",
  "deliveriesDays",
  "routingDays",
] as const;
const KINDS = ["messages", "files", "leads", "deliveries", "routing"] as const;

/** Retention of data with the rows that a change removes, and the exports of customers' data. */
export function RetentionPage() {
  const t = useTranslations("settings.retention");
  const query = useQuery({
    queryKey: liveKey("retention"),
    queryFn: ({ signal }) => api<Retention>("/settings/retention", { signal }),
  });
  return (
    <SettingsPage title={t("title")} hint={t("hint")}>
      <QueryStates query={query}>
        {(data) => (
          <EditForm
            item={data}
            valuesOf={(retention) => retention}
            schema={retentionSchema}
            path="/settings/retention"
            noun="retention"
          >
            <DaysCard />
            <ChannelsCard />
            <Preview />
          </EditForm>
        )}
      </QueryStates>
      <HoldsCard />
      <ExportsCard />
    </SettingsPage>
  );
}

function DaysCard() {
  const t = useTranslations("settings.retention");
  const { control } = useFormContext<Retention>();
  return (
    <Card title={t("days")} hint={t("daysHint")}>
      <div className="grid gap-4 sm:grid-cols-2">
        {FIELDS.map((name) => (
          <NumberField
            key={name}
            control={control}
            name={name}
            label={t(`fields.${name}`)}
            hint={t(`hints.${name}`)}
            min={1}
            max={36_500}
            {...(name === "deliveriesDays" ? {} : { placeholder: t("always") })}
          />
        ))}
      </div>
    </Card>
  );
}

/** The rows that the values in the form would remove now, saved or not. */
function Preview() {
  const t = useTranslations("settings.retention");
  const words = useErrorWords();
  const format = useFormatter();
  const { control } = useFormContext<Retention>();
  const values = useDeferredValue(useWatch({ control }));
  const parsed = retentionSchema.safeParse(values);
  const query = useQuery({
    queryKey: liveKey("retention-preview", parsed.data ?? null),
    queryFn: ({ signal }) =>
      api<RetentionPreview>("/settings/retention/preview", {
        method: "POST",
        body: parsed.data,
        signal,
      }),
    enabled: parsed.success,
    placeholderData: keepPreviousData,
  });
  const channels = useChannels().data ?? [];
  if (query.isError)
    return (
      <Notice tone="warning" className="mb-5">
        {words(query.error)}
      </Notice>
    );
  if (!query.data) return <Skeleton className="mb-5 h-12 rounded-lg" />;
  const countsOf = (counts: RetentionPreview["held"]) =>
    KINDS.flatMap((kind) =>
      counts[kind] > 0 ? [t(`counts.${kind}`, { count: counts[kind] })] : [],
    );
  const removed = countsOf(query.data);
  const held = countsOf(query.data.held);
  return (
    <div role="status">
      {removed.length === 0 ? (
        <Notice className="mb-5">{t("nothing")}</Notice>
      ) : (
        <Notice tone="warning" className="mb-5">
          {t("removed", { what: format.list(removed) })}
          {query.data.channels.length > 1 && (
            <ul className="mt-1 list-disc ps-5">
              {query.data.channels.map(({ channelId, ...counts }) => (
                <li key={channelId}>
                  {t("ofChannel", {
                    name:
                      channels.find(({ id }) => id === channelId)?.name ??
                      t("formerChannel"),
                    what: format.list(
                      (["messages", "files"] as const).flatMap((kind) =>
                        counts[kind] > 0
                          ? [t(`counts.${kind}`, { count: counts[kind] })]
                          : [],
                      ),
                    ),
                  })}
                </li>
              ))}
            </ul>
          )}
        </Notice>
      )}
      {held.length > 0 && (
        <Notice className="mb-5">
          {t("held", { what: format.list(held) })}
        </Notice>
      )}
    </div>
  );
}
