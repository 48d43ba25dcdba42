"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type {
  TraceDetail,
  TraceEntry,
} from "#components/inbox/trace/trace-detail.ts";
import { FoldSummary } from "#components/ui/controls/fold-summary.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useRoutingWords } from "#components/words/use-routing-words.ts";

/** The reasons of a decision: office hours, rules, way, candidates, and the tie-breaker. */
export function TraceReasons({
  entry,
  isBrief = false,
}: {
  entry: TraceEntry;
  /** Without the candidates. */
  isBrief?: boolean;
}) {
  const t = useTranslations("trace");
  const say = useRoutingWords();
  const locale = useLocale();
  const detail = entry.detail ?? {};
  const { office, rules, hops = [], reason, way, why, next, forced } = detail;
  const ruleLines = useRuleLines();
  const lines: ReactNode[] = [];
  if (office !== undefined)
    lines.push(t("officeWas", { state: say.office(office) }));
  if (rules) lines.push(...ruleLines(rules));
  const isRequeue = entry.step === "requeued";
  if (reason && isRequeue) lines.push(say.requeue(reason) ?? reason);
  if (reason && entry.step === "handed_on")
    lines.push(t("reasonWas", { reason: say.entry(reason) }));
  if (reason && entry.step === "offer_ended") lines.push(say.end(reason));
  if (detail.end) lines.push(t("reasonWas", { reason: say.entry(detail.end) }));
  if (way !== undefined) lines.push(say.way(way));
  if (detail.service !== undefined) lines.push(t(`service.${detail.service}`));
  if (why !== undefined) lines.push(say.why(why));
  if (forced) lines.push(t("force"));
  if (next !== undefined)
    lines.push(t("next", { when: dateAndTime(locale, next) }));
  return (
    <div className="mt-0.5 text-sm text-muted-foreground">
      {lines.map((line, index) => (
        <p key={index} className="first-letter:uppercase">
          {line}
        </p>
      ))}
      {hops.length > 0 && (
        <ol className="list-inside list-decimal">
          {hops.map(({ name, reason }, index) => {
            const isEnd = index === hops.length - 1 && !detail.unassigned;
            return (
              <li key={index}>
                <span className="text-foreground">
                  {name || t("unknownPlace")}
                </span>
                {reason !== null && <> · {say.entry(reason)}</>}
                {isEnd && <> · {t("stays")}</>}
              </li>
            );
          })}
        </ol>
      )}
      {!isBrief && <Candidates entry={entry} />}
    </div>
  );
}

/** The rule that decided and, before it, the rules that did not match. */
function useRuleLines(): (
  rules: NonNullable<TraceDetail["rules"]>,
) => string[] {
  const t = useTranslations("trace");
  const say = useRoutingWords();
  return (rules) => {
    if (rules.checks.length === 0) return [];
    const failed = rules.checks
      .filter(({ matched }) => !matched)
      .map(({ name, enabled, failed: condition }) =>
        t("ruleFailed", {
          name,
          reason:
            enabled && condition !== null
              ? say.condition(condition)
              : t("ruleOff"),
        }),
      );
    const winner = rules.index === null ? undefined : rules.checks[rules.index];
    return [
      ...failed,
      winner && rules.index !== null
        ? t("rule", { number: rules.index + 1, name: winner.name })
        : t("noRule"),
    ];
  };
}

/** The eligible candidates, the excluded ones with their reasons, and the measure that decided. */
function Candidates({ entry }: { entry: TraceEntry }) {
  const t = useTranslations("trace");
  const say = useRoutingWords();
  const detail = entry.detail ?? {};
  const { eligible = [], excluded = [], strategy, seed, round } = detail;
  if (eligible.length === 0 && excluded.length === 0 && !strategy) return null;
  const left = (detail.eligibleCount ?? eligible.length) - eligible.length;
  const counted = Object.values(detail.excludedCounts ?? {});
  const unnamed =
    counted.reduce((sum, count) => sum + count, 0) - excluded.length;
  const facts: [string, ReactNode][] = [];
  if (strategy) facts.push([t("strategy"), say.strategy(strategy)]);
  if (round !== undefined) facts.push([t("round"), round]);
  if (seed !== undefined) facts.push([t("seed"), seed]);
  return (
    <details className="mt-1">
      <FoldSummary>{t("details")}</FoldSummary>
      <dl className="mt-1.5 grid gap-x-4 gap-y-1.5 rounded-md bg-muted p-3 text-xs sm:grid-cols-[9rem_1fr]">
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            <span className="tabular-nums">{value}</span>
          </Fact>
        ))}
        <Fact name={t("candidates")}>
          {eligible.length === 0
            ? t("nobody")
            : eligible
                .map(({ name, load }) => t("loadOf", { name, load }))
                .join(", ")}
          {left > 0 && ` ${t("more", { count: left })}`}
        </Fact>
        {excluded.length > 0 && (
          <Fact name={t("excludedTitle")}>
            <ul>
              {excluded.map(({ agentId, name, ...why }) => (
                <li key={agentId}>
                  {name} · {say.excluded(why)}
                </li>
              ))}
            </ul>
            {unnamed > 0 && t("more", { count: unnamed })}
          </Fact>
        )}
      </dl>
    </details>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="min-w-0 text-foreground max-sm:mb-1">{children}</dd>
    </>
  );
}
