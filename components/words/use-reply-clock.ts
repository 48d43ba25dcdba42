"use client";

import { useMemo } from "react";
import { officeMs } from "#contract/hours/office-times.ts";
import type { Calendars, Hours } from "#contract/hours/hours.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  useCalendars,
  useChannelNames,
  useCompany,
  useDepartments,
  useQueues,
} from "#components/live/queries/use-directory.ts";

type Waiting = Pick<Thread, "routedTo" | "channelId" | "departmentId">;

/** Counts the time of a queue's customers as its reply target does. */
export type ReplyClock = {
  target: Queue["replyTarget"];
  /** The part of the time from then to now that counts. */
  countedMs: (from: Date, now: Date) => number;
};

/**
 * The clock of a thread's queue: where its reply target counts office hours, those of the queue, else of its
 * department, channel or the company.
 */
export function useReplyClock(thread: Waiting): ReplyClock {
  const { routedTo, channelId, departmentId } = thread;
  const queue = useQueues().data?.find(({ id }) => id === routedTo?.id);
  const target = queue?.replyTarget ?? null;
  const isOffice = target?.clock === "office";
  const departments = useDepartments().data;
  const channels = useChannelNames().data;
  // Guests from outside may not read it, and go by the others.
  const isTeam = isTeammate(useMe().role);
  const company = useCompany(isOffice && isTeam).data;
  const calendars = useCalendars();
  const ofQueue = queue?.schedule ?? null;
  const hours = useMemo(() => {
    if (!isOffice) return null;
    const channel = channels?.find(({ id }) => id === channelId);
    return (
      ofQueue ??
      departments?.find(({ id }) => id === departmentId)?.schedule ??
      (channel && hoursOf(channel)) ??
      company?.hours ??
      null
    );
  }, [
    isOffice,
    ofQueue,
    departments,
    departmentId,
    channels,
    channelId,
    company,
  ]);
  return {
    target,
    countedMs: (from, now) =>
      hours === null
        ? now.getTime() - from.getTime()
        : countedOffice(hours, calendars, from, now),
  };
}

/** Events bring the whole channel to those who may see it. */
function hoursOf(channel: object): Hours | null {
  const { hours, route } = channel as {
    hours?: Hours | null;
    route?: { hours: Hours | null };
  };
  return route ? route.hours : (hours ?? null);
}

const MINUTE_MS = 60_000;
const MAX_KEPT = 500;
/** What has been counted, by hours, beginning and minute: a list shows the same waits again and again. */
const counted = new WeakMap<Hours, Map<string, number>>();

/** Exported for its test. Pure but for what it keeps. */
export function countedOffice(
  hours: Hours,
  calendars: Calendars,
  from: Date,
  now: Date,
): number {
  const held = counted.get(hours) ?? new Map<string, number>();
  counted.set(hours, held);
  const key = `${from.getTime()}-${Math.floor(now.getTime() / MINUTE_MS)}-${calendars.size}`;
  const known = held.get(key);
  if (known !== undefined) return known;
  if (held.size > MAX_KEPT) held.clear();
  const ms = officeMs(hours, { from, to: now }, calendars);
  held.set(key, ms);
  return ms;
}
