"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type {
  NoteReader,
  NoteReadersQuery,
} from "#contract/customers/customer-note.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "./live-keys.ts";

/** The ids of the teammates who could read a note of mine about a customer; undefined: not known yet. */
export function useNoteReaders(
  customerId: string,
  { audience, departmentId }: NoteReadersQuery,
  isWanted: boolean,
): ReadonlySet<string> | undefined {
  const { data } = useQuery({
    enabled: isWanted,
    queryKey: liveKey(
      "note-readers",
      customerId,
      audience,
      departmentId ?? null,
    ),
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { items } = await api<Page<NoteReader>>(
        `/customers/${customerId}/note-readers`,
        { query: { audience, departmentId }, signal },
      );
      return new Set(items.map(({ id }) => id));
    },
  });
  return data;
}
