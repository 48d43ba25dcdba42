"use client";

import { useEffect, useMemo, useState } from "react";
import type { Hours } from "#contract/hours/hours.ts";
import type { countedOffice } from "./counted-office.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { patiently } from "#components/page/patiently.ts";
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
  const counting = useCounting(isOffice);
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
      hours === null || counting === null
        ? now.getTime() - from.getTime()
        : counting.countedOffice(hours, calendars, from, now),
  };
}

type Counting = { countedOffice: typeof countedOffice };
let known: Counting | null = null;

/** The counting of office hours, which few companies need: fetched with the first target that does. */
function useCounting(isWanted: boolean): Counting | null {
  const [counting, setCounting] = useState(known);
  useEffect(() => {
    if (!isWanted || counting !== null) return;
    let isGone = false;
    void patiently(() => import("./counted-office.ts")).then(
      (loaded) => {
        known = loaded;
        if (!isGone) setCounting(loaded);
      },
      // A newer version is there: all hours count until the page is loaded again.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [isWanted, counting]);
  return counting;
}

/** Events bring the whole channel to those who may see it. */
function hoursOf(channel: object): Hours | null {
  const { hours, route } = channel as {
    hours?: Hours | null;
    route?: { hours: Hours | null };
  };
  return route ? route.hours : (hours ?? null);
}
