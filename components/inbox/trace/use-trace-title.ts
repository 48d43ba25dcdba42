"use client";

import { useLocale, useTranslations } from "next-intl";
import type {
  TraceDetail,
  TraceEntry,
} from "#components/inbox/trace/trace-detail.ts";
import {
  useAgents,
  useQueues,
  useRingGroups,
} from "#components/live/queries/use-directory.ts";

/** Returns a decision as one sentence. */
export function useTraceTitle(): (entry: TraceEntry) => string {
  const t = useTranslations("trace");
  const steps = useTranslations("trace.steps");
  const locale = useLocale();
  const agents = useAgents().data ?? [];
  const queues = useQueues().data ?? [];
  const groups = useRingGroups().data ?? [];
  const nameOf = (id: string | null | undefined, name?: string | null) =>
    name ||
    [...agents, ...queues, ...groups].find((each) => each.id === id)?.name ||
    t("unknownPlace");
  const people = (chosen: TraceDetail["chosen"] = []) =>
    chosen.length === 0
      ? t("nobody")
      : new Intl.ListFormat(locale, { type: "conjunction" }).format(
          chosen.map(({ name }) => name),
        );
  return ({ step, detail }) => {
    const {
      place,
      hops = [],
      from,
      to,
      by,
      unassigned,
      chosen,
      auto,
      agentId,
      name,
      byId,
      ringGroup,
      eligible,
      excluded,
      asked,
      reason,
    } = detail ?? {};
    switch (step) {
      case "routed":
        return place && !unassigned
          ? steps("routed", { place: nameOf(place.id, place.name) })
          : steps("routedNowhere");
      case "handed_on": {
        const left = nameOf(from?.id, from?.name);
        const place = hops.at(-1);
        return unassigned
          ? steps("handedNowhere", { from: left })
          : steps("handed_on", {
              from: left,
              place: nameOf(to?.id, place?.name),
            });
      }
      case "selected":
        return steps(auto ? "assigned" : "selected", { names: people(chosen) });
      case "rang":
        return steps("rang", {
          place: nameOf(ringGroup?.id, ringGroup?.name),
          names: people(chosen),
        });
      case "no_answer":
        return steps("no_answer", {
          place: nameOf(ringGroup?.id, ringGroup?.name),
        });
      case "preferred": {
        const one = nameOf(null, eligible?.[0]?.name ?? excluded?.[0]?.name);
        return steps(asked ? "preferred" : "preferredNot", { name: one });
      }
      case "declined":
      case "missed":
      case "offer_ended":
      case "owned":
        return steps(step, { name: nameOf(agentId, name) });
      case "transferred":
        return steps("transferred", {
          by: nameOf(by?.id, by?.name),
          place: nameOf(to?.id, to?.name),
        });
      case "transfer_asked":
        return steps("transfer_asked", {
          by: nameOf(by?.id, by?.name),
          name: nameOf(to?.id, to?.name),
        });
      case "closed":
        return steps("closed", { name: nameOf(byId) });
      case "held":
        return steps(reason === "best_group_busy" ? "heldForBest" : "held");
      case "round_over":
      case "overflow":
      case "awaits_language":
      case "requeued":
        return steps(step);
      default:
        return steps("other", { step });
    }
  };
}
