"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { WhatIfAnswer } from "#contract/supervision/what-if.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { usePlaceName } from "#components/thread/channel/use-place-name.ts";
import { useRoutingWords } from "#components/words/use-routing-words.ts";

/** The thread's way as text, with every reason. */
export function Answer({ answer }: { answer: WhatIfAnswer }) {
  const t = useTranslations("settings.whatIf");
  const say = useRoutingWords();
  const { office, text, alert } = answer;
  return (
    <section
      aria-label={t("answer")}
      className="mt-5 flex flex-col gap-4 border-t pt-4"
    >
      <p className="text-base font-medium text-balance">
        <Sentence answer={answer} />
      </p>
      <Part title={t("office")}>
        <p>{say.office(office)}</p>
      </Part>
      <Part title={t("rules")}>
        <Rules rules={answer.rules} />
      </Part>
      <Part title={t("path")}>
        <Path answer={answer} />
        {alert !== null && !answer.isUnassigned && (
          <p className="mt-1 text-warning">
            {t("alert", { reason: say.entry(alert) })}
          </p>
        )}
      </Part>
      {answer.preferred && (
        <Part title={t("preferred")}>
          <Preferred preferred={answer.preferred} />
        </Part>
      )}
      {!answer.isUnassigned && answer.place && (
        <Part title={t("asked")}>
          <Asked answer={answer} />
        </Part>
      )}
      <Part title={t("text")}>
        <p className="whitespace-pre-wrap">{text ?? t("noText")}</p>
      </Part>
    </section>
  );
}

/** The answer; all below are its reasons. */
function Sentence({ answer }: { answer: WhatIfAnswer }) {
  const t = useTranslations("settings.whatIf.sentence");
  const { place, hops, isUnassigned, selection, preferred } = answer;
  const names = useNames();
  const placeName = usePlaceName(place) ?? hops.at(-1)?.name ?? "?";
  if (isUnassigned || place === null) return t("unassigned");
  if (place.type === "agent") return t("agent", { name: placeName });
  if (preferred?.reason === null)
    return t("preferred", {
      place: placeName,
      names: names([preferred.agentId]),
    });
  if (selection && selection.agentIds.length > 0)
    return t("rings", { place: placeName, names: names(selection.agentIds) });
  return selection?.reason === "manual"
    ? t("manual", { place: placeName })
    : selection?.reason === "notify"
      ? t("notify", { place: placeName })
      : t("waits", { place: placeName });
}

/** The names of these agents as one text. */
function useNames(): (agentIds: readonly string[]) => string {
  const locale = useLocale();
  const agents = useAgents().data ?? [];
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return (agentIds) =>
    list.format(
      agentIds.map((id) => agents.find((one) => one.id === id)?.name ?? "?"),
    );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[8rem_1fr]">
      <h4 className="text-muted-foreground">{title}</h4>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

function Rules({ rules: { index, checks } }: Pick<WhatIfAnswer, "rules">) {
  const t = useTranslations("settings.whatIf");
  const say = useRoutingWords();
  if (checks.length === 0) return <p>{t("noRules")}</p>;
  return (
    <>
      <ol className="list-inside list-decimal space-y-0.5">
        {checks.map(({ name, enabled, matched, failed }, at) => (
          <li key={at}>
            <span className={matched ? "font-medium" : ""}>{name}</span>
            <span className="text-muted-foreground">
              {" · "}
              {!enabled
                ? t("off")
                : matched
                  ? t("fits")
                  : failed !== null && say.condition(failed)}
            </span>
          </li>
        ))}
      </ol>
      {index === null && <p className="mt-1">{t("noRule")}</p>}
    </>
  );
}

function Path({ answer: { hops, isUnassigned } }: { answer: WhatIfAnswer }) {
  const t = useTranslations("settings.whatIf");
  const say = useRoutingWords();
  if (hops.length === 0) return <p>{t("noDestination")}</p>;
  return (
    <ol className="list-inside list-decimal space-y-0.5">
      {hops.map(({ name, reason }, at) => {
        const isLast = at === hops.length - 1;
        const stays = isLast && !isUnassigned;
        return (
          <li key={at}>
            <span className={stays ? "font-medium" : ""}>{name || "?"}</span>
            <span className="text-muted-foreground">
              {reason !== null && ` · ${say.entry(reason)}`}
              {stays && ` · ${t("stays")}`}
            </span>
          </li>
        );
      })}
      {isUnassigned && <li className="font-medium">{t("unassigned")}</li>}
    </ol>
  );
}

function Preferred({
  preferred: { agentId, why, reason },
}: {
  preferred: NonNullable<WhatIfAnswer["preferred"]>;
}) {
  const t = useTranslations("settings.whatIf");
  const say = useRoutingWords();
  const name = usePlaceName({ type: "agent", id: agentId }) ?? "?";
  return (
    <p>
      {reason === null
        ? t("preferredAsked", { name, why: say.why(why) })
        : t("preferredNot", {
            name,
            why: say.why(why),
            reason: say.excluded({ reason }),
          })}
    </p>
  );
}

function Asked({ answer: { selection, place } }: { answer: WhatIfAnswer }) {
  const t = useTranslations("settings.whatIf");
  const say = useRoutingWords();
  const names = useNames();
  const placeName = usePlaceName(place) ?? "?";
  if (selection === null)
    return (
      <p>{place?.type === "agent" && t("directly", { name: placeName })}</p>
    );
  return (
    <>
      <p className="font-medium">
        {selection.agentIds.length > 0
          ? t("askedNow", { names: names(selection.agentIds) })
          : selection.reason === "manual"
            ? t("askedManual")
            : selection.reason === "notify"
              ? t("askedNotify")
              : t("askedNobody")}
      </p>
      {selection.excluded.length > 0 && (
        <ul className="mt-1 text-muted-foreground">
          {selection.excluded.map(({ agentId, name, ...why }) => (
            <li key={agentId}>
              {name} · {say.excluded(why)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
