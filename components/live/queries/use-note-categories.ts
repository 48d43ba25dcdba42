"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { NoteCategory } from "#contract/customers/note-category.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { liveKey } from "./live-keys.ts";

/** The categories of notes about customers, by name. */
export function useNoteCategories(): UseQueryResult<NoteCategory[]> {
  return useQuery({
    queryKey: liveKey("note-categories"),
    queryFn: ({ signal }) => fetchAll<NoteCategory>("/note-categories", signal),
  });
}
