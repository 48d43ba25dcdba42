import type { QueryClient } from "@tanstack/react-query";
import type { Lead } from "#contract/leads/lead.ts";
import { liveKey, refreshLive } from "./live-keys.ts";

/** Replaces the cached lead, if this tab holds it. */
export function putLead(queryClient: QueryClient, lead: Lead): void {
  queryClient.setQueryData<Lead>(
    liveKey("lead", lead.id),
    (held) => held && lead,
  );
}

/** A back-fill announces hundreds of leads in a second; the lists are fetched once for all of them. */
const TOGETHER_MS = 400;
const waiting = new WeakSet<QueryClient>();

/** Fetches the lists of leads again, at most once per {@link TOGETHER_MS}. */
export function refreshLeadsSoon(queryClient: QueryClient): void {
  if (waiting.has(queryClient)) return;
  waiting.add(queryClient);
  setTimeout(() => {
    waiting.delete(queryClient);
    refreshLive(queryClient, "lead.updated");
  }, TOGETHER_MS);
}
