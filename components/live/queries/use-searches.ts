"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type {
  PersonalPreferences,
  Searches,
} from "#contract/people/preferences.ts";
import {
  MAX_RECENT_SEARCHES,
  MAX_SAVED_SEARCHES,
} from "#contract/people/search-limits.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "./live-keys.ts";

const PATH = "/me/preferences";
const KEY = liveKey("searches");
const NONE: Searches = { recent: [], saved: [] };

/** The searches that a person made lately and those that they saved, on all of their devices. */
export function useSearches(): Searches {
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await api<PersonalPreferences>(PATH, { signal })).searches,
  });
  return data ?? NONE;
}

/** Each shows at once, and throws what the server answers. */
export function useSearchActions() {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const change = async (of: (held: Searches) => Searches) => {
      // Another device may have changed them since.
      const { searches: held } = await api<PersonalPreferences>(PATH);
      const searches = of(held);
      if (JSON.stringify(searches) === JSON.stringify(held)) return;
      queryClient.setQueryData(KEY, searches);
      await api(PATH, { method: "PATCH", body: { searches } });
    };
    return {
      /** Puts it first among the recent ones. */
      remember: (q: string) =>
        change(({ recent, saved }) => ({
          saved,
          recent: [q, ...recent.filter((one) => one !== q)].slice(
            0,
            MAX_RECENT_SEARCHES,
          ),
        })),
      forget: (q: string) =>
        change(({ recent, saved }) => ({
          saved,
          recent: recent.filter((one) => one !== q),
        })),
      forgetAll: () => change(({ saved }) => ({ saved, recent: [] })),
      /** A search of the same name is replaced. */
      save: (name: string, q: string) =>
        change(({ recent, saved }) => ({
          recent,
          saved: [...saved.filter((one) => one.name !== name), { name, q }]
            .sort((a, b) => a.name.localeCompare(b.name))
            .slice(0, MAX_SAVED_SEARCHES),
        })),
      remove: (name: string) =>
        change(({ recent, saved }) => ({
          recent,
          saved: saved.filter((one) => one.name !== name),
        })),
    };
  }, [queryClient]);
}
