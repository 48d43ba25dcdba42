"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Alert } from "#contract/supervision/alert.ts";
import { dateAndTime } from "#components/words/times.ts";
import { useMissedNames } from "#components/words/use-missed-names.ts";
import { useProblemWords } from "#components/words/use-problem-words.ts";
import { useRoutingWords } from "#components/words/use-routing-words.ts";

type Named = { id?: string; name?: string };
/** Details of an alert; each kind has some of the fields. */
type Detail = {
  agent?: Named;
  owner?: Named | null;
  to?: Named;
  by?: Named;
  queue?: Named;
  ringGroup?: Named;
  channel?: Named & { type?: string };
  /** Error code of the fault, and the vendor's text for an unknown code. */
  problem?: string;
  message?: string;
  count?: number;
  /** Set for messages_recovered. */
  recovered?: number;
  unreadable?: number;
  /** Set for data_deletion. */
  code?: string;
  reason?: string | null;
  /** Set for alerts about a lead. */
  leadId?: string;
  /** The lead's name: null until the answers are fetched. */
  name?: string | null;
  /** Set for lead_waiting: its queue or ring group. */
  place?: Named;
  /** Set for lead_late and lead_stalled. */
  minutes?: number;
  hours?: number;
  /** Set for lead_expiring. */
  days?: number;
  /** The reason that a supervisor gave. */
  why?: string | null;
  hops?: { name: string; reason: string | null }[];
  /** nobody_available: ISO time since when no agent is available. */
  since?: string;
};

/** Lines of an alert: what it says, and why. */
export function useAlertWords(): (alert: Alert) => {
  title: string;
  /** The title of several such alerts, which names no lead; null: the same as of one. */
  many: string | null;
  why: string;
} {
  const t = useTranslations("board");
  const common = useTranslations("common");
  const locale = useLocale();
  const say = useRoutingWords();
  const titleOf = useAlertTitle();
  const missedOf = useMissedNames();
  return (alert) => {
    const detail = alert.detail as Detail;
    const { hops = [], reason, why: said, since } = detail;
    const why = hops
      .filter((hop) => hop.reason !== null)
      .map(({ name, reason }) => {
        const said = say.entry(reason ?? "");
        return name ? common("labelled", { label: name, text: said }) : said;
      });
    if (why.length === 0 && reason && alert.kind !== "deliveries_wait")
      why.push(say.cause(reason));
    if (said) why.push(said);
    if (alert.kind === "nobody_available" && since)
      why.push(t("since", { time: dateAndTime(locale, since) }));
    const missed = missedOf(alert);
    if (missed) why.push(missed);
    return { ...titleOf(alert), why: why.join(" → ") };
  };
}

/** The lead that an alert is about; `name` is null until the answers are fetched. */
export function leadOf({
  detail,
}: Alert): { id: string; name: string | null } | null {
  const { leadId, name = null } = detail as Detail;
  return leadId === undefined ? null : { id: leadId, name };
}

function useAlertTitle(): (alert: Alert) => {
  title: string;
  many: string | null;
} {
  const t = useTranslations("board.kinds");
  const kindsOfMany = useTranslations("board.kindsOfMany");
  const board = useTranslations("board");
  const problemWords = useProblemWords();
  return ({ kind, detail: raw }) => {
    const detail = raw as Detail;
    const nameOf = (named: Named | null | undefined) =>
      named?.name || board("unknownCustomer");
    const values = {
      agent: nameOf(detail.agent),
      owner: nameOf(detail.owner),
      to: nameOf(detail.to),
      by: nameOf(detail.by),
      queue:
        detail.queue?.name ??
        detail.place?.name ??
        detail.hops?.at(-1)?.name ??
        "",
      group: detail.ringGroup?.name ?? "",
      channel: nameOf(detail.channel),
      problem:
        problemWords(detail.channel?.type ?? "", detail.problem ?? "")
          ?.message ??
        detail.message ??
        "",
      count: detail.count ?? detail.minutes ?? detail.hours ?? detail.days ?? 0,
      recovered: detail.recovered ?? 0,
      unreadable: detail.unreadable ?? 0,
      code: detail.code ?? "",
      reason: detail.reason ?? "",
      lead: detail.name || board("unknownCustomer"),
      kind,
    };
    // Routing took it back, not a person.
    const isByNobody = kind === "taken_from_you" && !detail.by;
    const key = (isByNobody ? "taken_back" : kind) as "other";
    const many = key as "lead_late";
    return {
      title: t.has(key) ? t(key, values) : t("other", values),
      many: kindsOfMany.has(many) ? kindsOfMany(many, values) : null,
    };
  };
}
