"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { ConnectedPages, FailedPage } from "#contract/channels/login.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { HealthBadge } from "#components/settings/channels/health.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Notice } from "#components/ui/marks/notice.tsx";
import { useProblemWords } from "#components/words/use-problem-words.ts";

/** The result for each page: connected, or why not and what to do. */
export function ConnectResults({
  results: { items, failed },
  isDone,
}: {
  results: ConnectedPages;
  isDone: boolean;
}) {
  const common = useTranslations("common");
  const t = useTranslations("settings.channels.facebook");
  const channels = useTranslations("settings.channels");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isDone) heading.current?.focus();
  }, [isDone]);
  if (items.length + failed.length === 0) return null;
  const isWaiting = items.some((channel) => !channel.webhookVerifiedAt);
  return (
    <section aria-labelledby="connect-results">
      <h3
        ref={heading}
        id="connect-results"
        tabIndex={-1}
        className="mb-2 text-base font-semibold outline-none"
      >
        {t("results")}
      </h3>
      <p role="status" className="mb-2 text-sm text-muted-foreground">
        {items.length > 0 && t("allDone", { count: items.length })}{" "}
        {failed.length > 0 && t("someFailed", { count: failed.length })}
      </p>
      {failed.length > 0 && (
        <ul className="mb-3 space-y-2">
          {failed.map((page) => (
            <Failed key={page.pageId} page={page} />
          ))}
        </ul>
      )}
      {isWaiting && <Notice className="mb-3">{channels("almostDone")}</Notice>}
      {items.length > 0 && (
        <ul className="divide-y overflow-hidden rounded-lg border bg-card">
          {items.map((channel) => (
            <li
              key={channel.id}
              className="flex flex-wrap items-center gap-3 px-4 py-2.5"
            >
              <Avatar
                id={channel.id}
                name={channel.name}
                url={channel.pictureUrl}
              />
              <span className="min-w-0 flex-1 font-medium wrap-anywhere">
                {channel.name}
              </span>
              <HealthBadge channel={channel} />
              <Button asChild size="sm">
                <PageLink
                  href={`/settings/channels/${channel.id}?connected`}
                  aria-label={common("labelled", {
                    label: t("open"),
                    text: channel.name,
                  })}
                >
                  {t("open")}
                </PageLink>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const OWN = ["not_listed", "missing", "no_token", "taken"] as const;

function Failed({ page }: { page: FailedPage }) {
  const t = useTranslations("settings.channels.facebook.failures");
  const errors = useTranslations("errors");
  const problem = useProblemWords();
  const { name, code, detail } = page;
  const own = OWN.find((known) => known === code);
  const error = code as "forbidden";
  const message = own
    ? t(`${own}.message`)
    : (problem(null, code)?.message ??
      (errors.has(error) ? errors(error) : page.message));
  return (
    <li>
      <Notice tone="danger">
        <p className="font-medium wrap-anywhere">{name}</p>
        <p>{message}</p>
        {detail && <p className="wrap-anywhere">{detail}</p>}
        <p className="text-muted-foreground">{t(`${own ?? "refused"}.fix`)}</p>
      </Notice>
    </li>
  );
}
