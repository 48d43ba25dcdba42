"use client";

import { isStaff, isTeammate } from "#contract/people/roles.ts";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Calendars } from "#contract/hours/office-state.ts";
import type { CannedReply } from "#contract/canned/canned-reply.ts";
import type { Company } from "#contract/company/company.ts";
import type { TeamChat } from "#contract/notifications/team-chat.ts";
import type { Macro } from "#contract/macros/macro.ts";
import type { CustomerField } from "#contract/customers/customer-field.ts";
import type { LabelRecord } from "#contract/customers/label.ts";
import type { Me as Myself } from "#contract/people/me.ts";
import type { Agent } from "#contract/people/agent.ts";
import type { Channel, ChannelName } from "#contract/channels/channel.ts";
import type { Department } from "#contract/people/department.ts";
import type { Queue } from "#contract/routing/queue.ts";
import type { RingGroup } from "#contract/routing/ring-group.ts";
import type { HolidayCalendar } from "#contract/hours/holiday-calendar.ts";
import { api } from "#components/live/transport/api.ts";
import { fetchAll } from "#components/live/transport/fetch-all.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { liveKey, type LiveKey } from "./live-keys.ts";
import { mayDo } from "#contract/people/policy.ts";

/** Teammates, queues, channels: small lists, fetched whole. */

export const useAgents = () => useDirectory<Agent>("agents");
export const useQueues = () => useDirectory<Queue>("queues");
export const useRingGroups = () => useDirectory<RingGroup>("ring-groups");
export const useDepartments = () => useDirectory<Department>("departments");

export const useLabels = (enabled = true) =>
  useDirectory<LabelRecord>("labels", enabled);

/** The fields that the company has defined for customers. Reviewers have none. */
export function useCustomerFields(): UseQueryResult<CustomerField[]> {
  return useDirectory<CustomerField>("customer-fields", isStaff(useMe().role));
}

/** The canned replies that the agent can use, the most used first. Only those who answer have any. */
export function useCannedReplies(): UseQueryResult<CannedReply[]> {
  return useDirectory<CannedReply>("canned-replies", isTeammate(useMe().role));
}

/** The macros that the agent can run. Only those who answer have any. */
export function useMacros(): UseQueryResult<Macro[]> {
  return useDirectory<Macro>("macros", isTeammate(useMe().role));
}

export const useTeamChats = () => useDirectory<TeamChat>("team-chats");

/** Holidays that several office hours share. */
export const useHolidayCalendars = () =>
  useDirectory<HolidayCalendar>("holiday-calendars");

/** The same by id, as office hours need them. */
export function useCalendars(): Calendars {
  const { data } = useHolidayCalendars();
  return new Map(data?.map(({ id, days }) => [id, days]));
}

/** The fields of connected channels that every agent may know. */
export const useChannelNames = () =>
  useDirectory<ChannelName>("channels/names");

/** Connected pages; supervisors and above may see them. */
export function useChannels(): UseQueryResult<Channel[]> {
  return useDirectory<Channel>(
    "channels",
    mayDo(useMe().role, "channels.read"),
  );
}

/** The company that runs this installation. */
export function useCompany(enabled = true): UseQueryResult<Company> {
  return useQuery({
    enabled,
    queryKey: liveKey("company"),
    queryFn: ({ signal }) => api<Company>("/settings/company", { signal }),
  });
}

/** The signed-in agent as the server knows them now. */
export function useMyself(): UseQueryResult<Myself> {
  return useQuery({
    queryKey: liveKey("me"),
    queryFn: ({ signal }) => api<Myself>("/me", { signal }),
  });
}

function useDirectory<Item>(
  noun: LiveKey,
  enabled = true,
): UseQueryResult<Item[]> {
  return useQuery({
    enabled,
    queryKey: liveKey(noun),
    queryFn: ({ signal }) => fetchAll<Item>(`/${noun}`, signal),
  });
}
