"use client";

import { useMemo, type RefObject } from "react";
import type { CustomerNote } from "#contract/customers/customer-note.ts";
import type { Agent } from "#contract/people/agent.ts";
import { isStaff } from "#contract/people/roles.ts";
import type { NoteChoice } from "#components/inbox/customer/note-choices.tsx";
import { useMentionsOf } from "#components/inbox/composer/mentions/use-mentions.ts";
import type {
  TypedField,
  TypedList,
} from "#components/inbox/composer/use-typed-list.ts";
import {
  findMentions,
  mentionedIn,
} from "#components/inbox/text/find-mentions.ts";
import { insertText } from "#components/inbox/text/insert-text.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { useNoteReaders } from "#components/live/queries/use-note-readers.ts";
import { useMe } from "#components/live/stores/live-context.ts";

type NoteMentions = {
  /** The list over the field: those who could read the note. */
  list: TypedList<Agent> | null;
  field: TypedField;
  /** The ids of the teammates whom the text names. */
  mentions: string[];
  /** The names in the text of teammates who could not read the note, and whom it did not name before. */
  unreading: string[];
};

/** The teammates whom a note about a customer names, and the list to choose them from. */
export function useNoteMentions(
  customerId: string,
  {
    text,
    note,
    choice: { audience, departmentId },
    element,
  }: {
    text: string;
    note: CustomerNote | undefined;
    choice: NoteChoice;
    element: RefObject<HTMLTextAreaElement | null>;
  },
): NoteMentions {
  const { id: meId } = useMe();
  const agents = useAgents().data;
  const readers = useNoteReaders(
    customerId,
    { audience, departmentId: departmentId ?? undefined },
    text.includes("@"),
  );
  const others = useMemo(
    () =>
      (agents ?? []).filter(
        ({ id, disabled, role }) => !disabled && isStaff(role) && id !== meId,
      ),
    [agents, meId],
  );
  const offered = useMemo(
    () => others.filter(({ id }) => readers?.has(id)),
    [others, readers],
  );
  const typed = useMentionsOf(offered, {
    isOff: false,
    onChosen(name, { from, to }) {
      element.current?.setSelectionRange(from, to);
      insertText(element.current, `@${name} `);
    },
  });
  const before = note?.mentions ?? [];
  // Two people can have one name: the one who could read the note is meant.
  const people = [...before, ...offered, ...others];
  const isKnown = (id: string) =>
    readers === undefined ||
    readers.has(id) ||
    before.some((each) => each.id === id);
  const unreading =
    text === note?.text
      ? []
      : findMentions(text, people).flatMap(({ person }) =>
          person && !isKnown(person.id) ? person.name : [],
        );
  return {
    ...typed,
    mentions: mentionedIn(text, people),
    unreading: [...new Set(unreading)],
  };
}
