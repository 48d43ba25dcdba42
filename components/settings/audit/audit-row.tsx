"use client";

import { useLocale, useTranslations } from "next-intl";
import { auditAddress } from "#contract/live/audit-address.ts";
import { COMMAND_LINE, type AuditEntry } from "#contract/people/audit.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { FoldSummary } from "#components/ui/controls/fold-summary.tsx";
import { useAuditWords } from "#components/settings/audit/use-audit-words.ts";
import { dateAndTime } from "#components/words/times.ts";

/** One entry: what was done, with what, by which person and when. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const t = useTranslations("settings.audit");
  const locale = useLocale();
  const { at, actor, action, target } = entry;
  const key = `actions.${action}` as "actions.agent.created";
  const words = t.has(key) ? t(key) : action;
  const said = useAuditWords()(entry);
  const { details } = said;
  const href = auditAddress(entry, useMe().role);
  // The log has no names of customers and leads.
  const what = said.what ?? (href === null ? null : t("open"));
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{words}</span>
        <span className="bidi min-w-0 wrap-anywhere">
          {href === null ? (
            what
          ) : (
            <PageLink
              href={href}
              prefetch={false}
              className="text-primary hover:underline"
              aria-label={said.what === null ? `${what}: ${words}` : undefined}
            >
              {what}
            </PageLink>
          )}
        </span>
        <time
          dateTime={at}
          className="text-sm whitespace-nowrap text-muted-foreground max-sm:basis-full sm:ms-auto"
        >
          {dateAndTime(locale, at)}
        </time>
      </div>
      <div className="bidi text-sm text-muted-foreground">
        {actor.id === null && actor.name === COMMAND_LINE
          ? t("commandLine")
          : actor.name}
      </div>
      {details.length > 0 && (
        <details className="mt-1 text-sm">
          <FoldSummary className="text-sm wrap-anywhere">
            {details.map(({ name }) => name).join(t("comma"))}
          </FoldSummary>
          <dl className="mt-1 space-y-0.5">
            {details.map(({ key, name, text }) => (
              <div key={key} className="bidi wrap-anywhere">
                <dt className="inline text-muted-foreground">
                  {t("detail", { name })}{" "}
                </dt>
                <dd className="inline">{text}</dd>
              </div>
            ))}
            <div className="font-mono text-xs wrap-anywhere">
              <dt className="inline text-muted-foreground">{target.type}: </dt>
              <dd className="inline">{target.id}</dd>
            </div>
          </dl>
        </details>
      )}
    </li>
  );
}
