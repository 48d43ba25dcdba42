"use client";

import { useLocale, useTranslations } from "next-intl";
import { COMMAND_LINE, type AuditEntry } from "#contract/people/audit.ts";
import { FoldSummary } from "#components/ui/controls/fold-summary.tsx";
import { dateAndTime } from "#components/words/times.ts";

/** One entry: what was done, with what, by which person and when. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const t = useTranslations("settings.audit");
  const locale = useLocale();
  const { at, actor, action, target, detail } = entry;
  const key = `actions.${action}` as "actions.agent.created";
  const type = `types.${target.type}` as "types.agent";
  const words = t.has(key) ? t(key) : action;
  const what = target.name ?? (t.has(type) ? t(type) : target.type);
  const details = Object.entries(detail);
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{words}</span>
        <span className="bidi min-w-0 wrap-anywhere">{what}</span>
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
          <FoldSummary className="text-sm">{t("details")}</FoldSummary>
          <dl className="mt-1 space-y-0.5 font-mono text-xs">
            {details.map(([name, value]) => (
              <div key={name} className="wrap-anywhere">
                <dt className="inline text-muted-foreground">{name}: </dt>
                <dd className="inline">
                  {typeof value === "string" ? value : JSON.stringify(value)}
                </dd>
              </div>
            ))}
            <div className="wrap-anywhere">
              <dt className="inline text-muted-foreground">{target.type}: </dt>
              <dd className="inline">{target.id}</dd>
            </div>
          </dl>
        </details>
      )}
    </li>
  );
}
