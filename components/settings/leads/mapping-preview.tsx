"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useDeferredValue, useId } from "react";
import type { ContactField } from "#contract/leads/lead.ts";
import type {
  Mapping,
  MappingPreview as Preview,
} from "#contract/leads/lead-settings.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { api } from "#components/live/transport/api.ts";
import { Badge } from "#components/ui/marks/badge.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const OWN = "field:";

type Item = Preview["items"][number];

/** The last leads of a form as a mapping would fill their fields; what differs from the saved mapping is marked. */
export function MappingPreview({
  formId,
  mapping,
}: {
  formId: string;
  mapping: Mapping;
}) {
  const t = useTranslations("settings.leads");
  const words = useErrorWords();
  const titleId = useId();
  const asked = useDeferredValue(mapping);
  const { data, error } = useQuery({
    queryKey: liveKey("lead-mapping-preview", formId, asked),
    queryFn: ({ signal }) =>
      api<Preview>(`/leads/forms/${encodeURIComponent(formId)}/preview`, {
        method: "POST",
        body: { mapping: asked },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const changed = (data?.items ?? []).filter((item) =>
    item.fields.some(isChanged),
  ).length;
  return (
    <section aria-labelledby={titleId} className="space-y-2 border-t pt-4">
      <h3 id={titleId} className="font-medium">
        {t("preview")}
      </h3>
      {error ? (
        <Notice tone="danger" role="alert">
          {words(error)}
        </Notice>
      ) : data === undefined ? (
        <Skeleton className="h-24 rounded-lg" />
      ) : data.items.length === 0 ? (
        <p className="text-sm text-muted-foreground">{t("previewEmpty")}</p>
      ) : (
        <>
          <p role="status" className="text-sm text-muted-foreground">
            {t("previewChanged", { changed, count: data.items.length })}
          </p>
          <ul aria-labelledby={titleId} className="divide-y rounded-lg border">
            {data.items.map((item) => (
              <LeadPreview key={item.leadId} item={item} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function LeadPreview({ item }: { item: Item }) {
  const t = useTranslations("settings.leads");
  const fields = useTranslations("leads.fields");
  const locale = useLocale();
  return (
    <li className="px-3 py-2.5">
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="bidi min-w-0 font-medium wrap-anywhere">
          {item.name ?? t("previewUnnamed")}
        </span>
        <span
          className="text-xs text-muted-foreground"
          suppressHydrationWarning
        >
          {dateAndTime(locale, item.createdTime)}
        </span>
      </p>
      {item.fields.length === 0 && (
        <p className="text-sm text-muted-foreground">{t("previewNone")}</p>
      )}
      <dl className="mt-1 grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
        {item.fields.map((field) => (
          <div key={field.to} className="flex min-w-0 gap-2">
            <dt className="shrink-0 basis-24 text-muted-foreground">
              {field.to.startsWith(OWN)
                ? field.to.replace(OWN, "")
                : fields(field.to as ContactField)}
            </dt>
            <dd className="min-w-0 flex-1 wrap-anywhere">
              <Value field={field} />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

/** A changed value beside the one that it replaces. */
function Value({ field }: { field: Item["fields"][number] }) {
  const t = useTranslations("settings.leads");
  const { before, after } = field;
  if (!isChanged(field)) return <span className="bidi">{after}</span>;
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      {before !== null && (
        <del className="bidi text-muted-foreground">{before}</del>
      )}
      {after !== null && (
        <ins className="bidi font-medium no-underline">{after}</ins>
      )}
      <Badge tone={after === null ? "warning" : "success"}>
        {t(
          after === null
            ? "previewEmptied"
            : before === null
              ? "previewNew"
              : "previewDifferent",
        )}
      </Badge>
    </span>
  );
}

const isChanged = ({ before, after }: Item["fields"][number]): boolean =>
  before !== after;
