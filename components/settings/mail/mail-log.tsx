"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { Mail, MailState } from "#contract/mail/mail-log.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { ListStates } from "#components/settings/list-states.tsx";
import { Row, RowList } from "#components/settings/section.tsx";
import { Badge } from "#components/ui/marks/badge.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { clockTime, shortDate } from "#components/words/times.ts";

const SHOWN = 50;
const REFRESH_MS = 10_000;

const TONES = {
  queued: "neutral",
  sending: "neutral",
  sent: "success",
  failed: "danger",
  uncertain: "warning",
  not_sent: "warning",
} as const satisfies Record<MailState, string>;

/** The last emails: to whom, and what the mail server said. */
export function MailLog() {
  const t = useTranslations("settings.mail");
  const locale = useLocale();
  const mails = useQuery({
    queryKey: liveKey("mails"),
    queryFn: async ({ signal }) =>
      (await api<Page<Mail>>(`/settings/mail/log?limit=${SHOWN}`, { signal }))
        .items,
    refetchInterval: REFRESH_MS,
  });
  return (
    <section aria-labelledby="mail-log">
      <h3 id="mail-log" className="mb-2 text-base font-semibold">
        {t("log")}
      </h3>
      <ListStates query={mails} empty={<EmptyState title={t("logEmpty")} />}>
        {(items) => (
          <RowList label={t("log")}>
            {items.map(({ id, template, to, state, error, createdAt }) => (
              <Row
                key={id}
                title={t(`templates.${template}`)}
                badges={
                  <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
                }
                detail={[
                  to,
                  `${shortDate(locale, createdAt)} ${clockTime(locale, createdAt)}`,
                  error,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              />
            ))}
          </RowList>
        )}
      </ListStates>
    </section>
  );
}
