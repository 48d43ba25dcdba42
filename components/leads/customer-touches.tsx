"use client";

import { TitledSection } from "#components/ui/marks/titled-section.tsx";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { Touch, Touches } from "#contract/customers/touch.ts";
import { mayDo } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { useHasStayed } from "#components/page/has-stayed.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** The first and the last thing that led a customer here. Nothing for a customer of whom none is known. */
export function CustomerTouches({ customerId }: { customerId: string }) {
  const t = useTranslations("leads.touches");
  const { role } = useMe();
  const hasStayed = useHasStayed();
  const { data } = useQuery({
    enabled: mayDo(role, "customers.list") && hasStayed,
    queryKey: liveKey("customer-touches", customerId),
    queryFn: ({ signal }) =>
      api<Touches>(`/customers/${customerId}/touches`, { signal }),
  });
  if (!data?.first || !data.last) return null;
  const { first, last } = data;
  return (
    <TitledSection title={t("title")}>
      <dl className="space-y-2 text-sm">
        <Line label={t("first")} touch={first} />
        {last.at !== first.at && <Line label={t("last")} touch={last} />}
      </dl>
    </TitledSection>
  );
}

function Line({ label, touch }: { label: string; touch: Touch }) {
  const locale = useLocale();
  const words = useTouchWords();
  return (
    <div>
      <dt className="text-xs text-muted-foreground" suppressHydrationWarning>
        {label} · {dateAndTime(locale, touch.at)}
      </dt>
      <dd className="bidi wrap-anywhere">{words(touch)}</dd>
    </div>
  );
}

/** The most exact thing that is known of a touch. */
function useTouchWords(): (touch: Touch) => string {
  const t = useTranslations("leads.touches");
  return ({ ad, ref, postId, form }) => {
    if (ad) return t("ad", { name: ad.name ?? ad.id });
    if (form) return t("form", { name: form.name ?? form.id });
    if (ref !== null) return t("ref", { ref });
    return t("post", { id: postId ?? "" });
  };
}
