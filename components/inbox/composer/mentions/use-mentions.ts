"use client";

import { useCallback, useMemo } from "react";
import { foldText, includesFolded } from "#contract/text/fold.ts";
import { isTeammate } from "#contract/people/roles.ts";
import type { Agent } from "#contract/people/agent.ts";
import {
  useTypedList,
  type Typed,
  type TypedField,
  type TypedList,
} from "#components/inbox/composer/use-typed-list.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { typedMention } from "./typed-mention.ts";

const SHOWN = 20;

/** The teammates whom a note can mention: everyone active but the author. */
export function useMentionable(): readonly Agent[] {
  const { id: meId } = useMe();
  const { data } = useAgents();
  return useMemo(
    () =>
      (data ?? []).filter(
        ({ id, disabled, role }) =>
          !disabled && isTeammate(role) && id !== meId,
      ),
    [data, meId],
  );
}

/** Opens the list of teammates when "@" is typed in a note about a conversation. */
export function useMentions(options: {
  isOff: boolean;
  onChosen: (name: string, at: Typed) => void;
}): { list: TypedList<Agent> | null; field: TypedField } {
  return useMentionsOf(useMentionable(), options);
}

/** The same, of these people. */
export function useMentionsOf(
  people: readonly Agent[],
  {
    isOff,
    onChosen,
  }: {
    isOff: boolean;
    onChosen: (name: string, at: Typed) => void;
  },
): { list: TypedList<Agent> | null; field: TypedField } {
  const search = useCallback(
    (text: string) => {
      const beginning = foldText(text);
      return people
        .filter(({ name }) => includesFolded(name, text))
        .toSorted(
          (a, b) =>
            Number(foldText(b.name).startsWith(beginning)) -
            Number(foldText(a.name).startsWith(beginning)),
        )
        .slice(0, SHOWN);
    },
    [people],
  );
  return useTypedList({
    find: typedMention,
    search,
    isOff,
    onChoose: ({ name }, at) => onChosen(name, at),
  });
}
