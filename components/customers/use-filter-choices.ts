"use client";

import { useTranslations } from "next-intl";
import { isTeammate } from "#contract/people/roles.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import {
  useAgents,
  useChannelNames,
  useLabels,
} from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";

export type FilterChoice = {
  name: "channel" | "label" | "accountOwner" | "stage";
  label: string;
  /** The words for no choice. */
  any: string;
  options: { id: string; name: string }[];
};

/**
 * The filters of customers that choose one of many. There is none by stage before the company has named some. Labels of
 * other departments are not offered, but for the chosen one.
 */
export function useFilterChoices(
  chosenLabel: string | undefined,
): FilterChoice[] {
  const t = useTranslations("customers.filters");
  const stageWords = useTranslations("customerStages");
  const channels = useChannelNames().data ?? [];
  const labels = (useLabels().data ?? []).filter(
    ({ id, offered }) => offered || id === chosenLabel,
  );
  const agents = useAgents().data ?? [];
  const stages = useCustomerStages().data ?? [];
  const { id: meId } = useMe();
  const of = (
    name: "channel" | "label" | "accountOwner",
    options: FilterChoice["options"],
  ) => ({ name, label: t(name), any: t(`any.${name}`), options });
  const choices: FilterChoice[] = [
    of("channel", channels),
    of("label", labels),
    // One's own customers are asked for most.
    of(
      "accountOwner",
      agents
        .filter(({ disabled, role }) => !disabled && isTeammate(role))
        .toSorted((a, b) => Number(b.id === meId) - Number(a.id === meId)),
    ),
  ];
  if (stages.length > 0)
    choices.push({
      name: "stage",
      label: stageWords("title"),
      any: stageWords("any"),
      options: stages,
    });
  return choices;
}
