"use client";

import {
  keepPreviousData,
  queryOptions,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback } from "react";
import type { Lead, LeadAttempt } from "#contract/leads/lead.ts";
import type {
  LeadForm,
  LeadSource,
  LeadStatus,
  LeadStatuses,
} from "#contract/leads/lead-settings.ts";
import { mayDo } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { api } from "#components/live/transport/api.ts";
import {
  NO_FILTER,
  queryOf,
  searchOf,
  type LeadFilterValues,
} from "./lead-filter.ts";

const PAGE = 50;

/** Leads, newest first, a page at a time. */
export function useLeads(filter: LeadFilterValues) {
  return usePages<Lead>({
    queryKey: liveKey("leads", filter),
    path: "/leads",
    query: { ...queryOf(filter), limit: PAGE },
  });
}

export function useLead(leadId: string) {
  return useQuery({
    queryKey: liveKey("lead", leadId),
    queryFn: ({ signal }) => api<Lead>(`/leads/${leadId}`, { signal }),
  });
}

/** The history of a lead, newest first. */
export function useLeadAttempts(leadId: string) {
  return useQuery({
    queryKey: liveKey("lead-attempts", leadId),
    queryFn: async ({ signal }) =>
      (
        await api<{ items: LeadAttempt[] }>(`/leads/${leadId}/attempts`, {
          signal,
        })
      ).items,
  });
}

/** The statuses in their order. */
export function useLeadStatuses() {
  return useQuery({ ...statusesQuery(NO_FILTER), select: itemsOf });
}

/** The columns of the board: the statuses, each with the number and value of its leads of the filter. */
export function useLeadColumns({ status: _each, ...filter }: LeadFilterValues) {
  return useQuery({
    ...statusesQuery({ ...filter, status: "" }),
    placeholderData: keepPreviousData,
  });
}

/** The currency in which the company records what leads are worth; null: it records none, or it is not known yet. */
export function useLeadCurrency(): string | null {
  const { data } = useQuery(statusesQuery(NO_FILTER));
  return data?.currency ?? null;
}

const itemsOf = ({ items }: LeadStatuses): LeadStatus[] => items;

function statusesQuery(filter: LeadFilterValues) {
  const query = queryOf(filter);
  return queryOptions({
    queryKey: liveKey("lead-statuses", searchOf(filter, "list")),
    queryFn: ({ signal }) =>
      api<LeadStatuses>("/lead-statuses", { query, signal }),
  });
}

export function useLeadSources() {
  return useQuery({
    queryKey: liveKey("lead-sources"),
    queryFn: async ({ signal }) =>
      (await api<{ items: LeadSource[] }>("/lead-sources", { signal })).items,
  });
}

/** The forms as they were last read; only supervisors may list them. */
export function useLeadForms() {
  return useQuery({
    enabled: mayDo(useMe().role, "leads.manage"),
    queryKey: liveKey("lead-forms"),
    queryFn: async ({ signal }) =>
      (await api<{ items: LeadForm[] }>("/leads/forms", { signal })).items,
  });
}

/** Takes over an answer of the server: the page shows it at once, and the lists are fetched again, which the promise waits for. */
export function useKeepLead(): (lead: Lead) => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    async (lead) => {
      queryClient.setQueryData(liveKey("lead", lead.id), lead);
      await Promise.all(
        (["leads", "lead-attempts", "lead-statuses"] as const).map((key) =>
          queryClient.invalidateQueries({ queryKey: liveKey(key) }),
        ),
      );
    },
    [queryClient],
  );
}
