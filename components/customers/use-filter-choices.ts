"use client";

import { useLocale, useTranslations } from "next-intl";
import type { CustomerFilter } from "#contract/customers/customer-filter.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { useCustomerLanguages } from "#components/live/queries/use-customer-languages.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import {
  useAgents,
  useChannelNames,
  useLabels,
} from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { languageName } from "#components/words/times.ts";
import type { FilterTexts } from "./customer-listing.ts";
import {
  lastMessageChosen,
  lastMessageOf,
  useLastMessageOptions,
} from "./last-message-choice.ts";

export type FilterChoice = {
  name: string;
  label: string;
  /** The words for no choice. */
  any: string;
  options: { id: string; name: string }[];
  /** The chosen option; empty: none. */
  chosen: string;
  /** The filters of an option, or of none (empty). */
  choose(id: string): Partial<FilterTexts>;
};

type Named = FilterChoice["options"];

/**
 * The filters of customers that choose one of many. There is none by stage before the company has named some, and none by
 * language before customers have two. Labels of other departments are not offered, but for the chosen one.
 */
export function useFilterChoices(texts: FilterTexts): FilterChoice[] {
  const t = useTranslations("customers.filters");
  const stageWords = useTranslations("customerStages");
  const locale = useLocale();
  const channels = useChannelNames().data ?? [];
  const labels = (useLabels().data ?? []).filter(
    ({ id, offered }) => offered || id === texts.label,
  );
  const agents = useAgents().data ?? [];
  const stages = useCustomerStages().data ?? [];
  const languages = useCustomerLanguages().data ?? [];
  const lastMessageOptions = useLastMessageOptions();
  const { id: meId } = useMe();
  const byName = (name: keyof CustomerFilter, options: Named) => ({
    name,
    options,
    chosen: texts[name],
    choose: (id: string) => ({ [name]: id }),
  });
  const of = (
    name:
      "channel" | "label" | "accountOwner" | "open" | "blocked" | "language",
    options: Named,
  ) => ({
    ...byName(name, options),
    label: t(name),
    any: t(`any.${name}`),
  });
  const switched = (words: "opens" | "blocks") =>
    (["true", "false"] as const).map((id) => ({
      id,
      name: t(`${words}.${id}`),
    }));
  const byStage = {
    ...byName("stage", stages),
    label: stageWords("title"),
    any: stageWords("any"),
  };
  const tags = [...new Set([...languages, texts.language])].filter(Boolean);
  return [
    of("channel", channels),
    of("label", labels),
    // One's own customers are asked for most.
    of(
      "accountOwner",
      agents
        .filter(({ disabled, role }) => !disabled && isTeammate(role))
        .toSorted((a, b) => Number(b.id === meId) - Number(a.id === meId)),
    ),
    ...(stages.length > 0 ? [byStage] : []),
    of("open", switched("opens")),
    {
      name: "lastMessage",
      label: t("lastMessage"),
      any: t("any.lastMessage"),
      options: lastMessageOptions(texts),
      chosen: lastMessageChosen(texts),
      choose: (id) => lastMessageOf(id, new Date()),
    },
    ...(tags.length > 1 || texts.language !== ""
      ? [
          of(
            "language",
            tags.map((tag) => ({ id: tag, name: languageName(locale, tag) })),
          ),
        ]
      : []),
    of("blocked", switched("blocks")),
  ];
}
