"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { ListedHold } from "#contract/customers/legal-hold.ts";
import { mayDo } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { toast } from "#components/page/toast.ts";
import { QueryStates } from "#components/settings/query-states.tsx";
import { PeriodHoldDialog } from "#components/settings/retention/period-hold-dialog.tsx";
import { Card } from "#components/settings/section.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { dateAndTime, daysText } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** All legal holds with who placed them and why, for those who manage them; nothing for all others. */
export function HoldsCard() {
  const { role, seenBy } = useMe();
  return seenBy === null && mayDo(role, "customers.holds") ? <Holds /> : null;
}

function Holds() {
  const t = useTranslations("settings.retention.holds");
  const [isAdding, setAdding] = useState(false);
  const list = usePages<ListedHold>({
    queryKey: liveKey("holds"),
    path: "/holds",
    query: {},
  });
  return (
    <Card title={t("title")} hint={t("hint")}>
      <QueryStates query={list} skeleton={<Skeleton className="h-16" />}>
        {(holds) =>
          holds.length === 0 ? (
            <p className="text-sm text-muted-foreground">{t("none")}</p>
          ) : (
            <>
              <ul
                aria-label={t("title")}
                className="divide-y rounded-md border"
              >
                {holds.map((hold) => (
                  <HoldRow key={hold.id} hold={hold} />
                ))}
              </ul>
              <MoreButton list={list}>{t("more")}</MoreButton>
            </>
          )
        }
      </QueryStates>
      <Button className="mt-4" onClick={() => setAdding(true)}>
        {t("add")}
      </Button>
      {isAdding && <PeriodHoldDialog onClose={() => setAdding(false)} />}
    </Card>
  );
}

function HoldRow({ hold }: { hold: ListedHold }) {
  const t = useTranslations("settings.retention.holds");
  const of = useTranslations("customer.holds");
  const locale = useLocale();
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const end = async () => {
    try {
      await api(`/holds/${hold.id}`, { method: "DELETE" });
      toast.success(of("ended"));
    } catch (error) {
      toast.error(words(error));
    }
    await queryClient.invalidateQueries({ queryKey: liveKey("holds") });
  };
  const at = (time: string) => dateAndTime(locale, time);
  return (
    <li className="flex flex-wrap items-start gap-3 p-3 text-sm">
      <div className="min-w-0 flex-[1_1_14rem]">
        <p className="font-medium">
          <Held hold={hold} />
        </p>
        <p dir="auto" className="mt-0.5 whitespace-pre-wrap wrap-anywhere">
          {hold.reason}
        </p>
        <p className="mt-0.5 text-muted-foreground">
          {of("by", { name: hold.placedBy.name, time: at(hold.placedAt) })}{" "}
          {hold.until === null
            ? t("noEnd")
            : of("ends", { time: at(hold.until) })}
        </p>
      </div>
      <Button size="sm" onClick={() => setAsking(true)}>
        {of("end")}
      </Button>
      {isAsking && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsking(false)}
          title={of("endTitle")}
          description={of("endText")}
          action={of("end")}
          onConfirm={end}
        />
      )}
    </li>
  );
}

/** The period, or the customer with a link to their page. */
function Held({ hold }: { hold: ListedHold }) {
  const t = useTranslations("settings.retention.holds");
  const locale = useLocale();
  if (hold.period !== null)
    return t("period", {
      days: daysText(locale, {
        ...hold.period,
        // The days were chosen in the zone of a browser, too.
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
    });
  return (
    <PageLink
      href={`/customers/${hold.customerId}`}
      className="bidi hover:underline"
    >
      {t(hold.threadId === null ? "customer" : "thread", {
        name: hold.customerName ?? t("unnamed"),
      })}
    </PageLink>
  );
}
