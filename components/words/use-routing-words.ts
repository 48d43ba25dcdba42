"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { comingTime } from "#components/words/times.ts";
import { serverDate } from "#components/page/server-clock.ts";

/** Texts for the keys that routing uses, in the reader's language. A key without a text is shown unchanged. */
export type RoutingWords = {
  /** Why somebody was not asked: `at_capacity`. */
  excluded(one: { reason: string; until?: string | undefined }): string;
  /** Why a place did not hold a conversation: `queue_full`. */
  entry(reason: string): string;
  office(state: string): string;
  /** Why a rule did not fit: `language`. */
  condition(name: string): string;
  strategy(name: string): string;
  /** Why somebody goes before the destination: `last_owner`. */
  why(why: string): string;
  way(way: string): string;
  requeue(reason: string): string | null;
  /** Why somebody is no longer asked: `signed_out`. */
  end(reason: string): string;
  /** Whichever of these has words for it. */
  cause(reason: string): string;
};

export function useRoutingWords(): RoutingWords {
  const t = useTranslations("trace");
  const locale = useLocale();
  return useMemo(() => {
    const say = (group: string, key: string) => {
      const path = `${group}.${key}` as "excluded.away";
      return t.has(path) ? t(path) : null;
    };
    const or = (group: string) => (key: string) => say(group, key) ?? key;
    return {
      excluded: ({ reason, until }) => {
        const words = or("excluded")(reason);
        return until === undefined
          ? words
          : t("excludedUntil", {
              reason: words,
              when: comingTime(locale, new Date(until), serverDate()),
            });
      },
      entry: or("entry"),
      office: or("office"),
      condition: or("conditions"),
      strategy: or("strategies"),
      why: or("whys"),
      way: or("ways"),
      requeue: (reason) => say("requeues", reason),
      end: or("ends"),
      cause: (reason) =>
        say("requeues", reason) ?? say("ends", reason) ?? or("entry")(reason),
    };
  }, [t, locale]);
}
