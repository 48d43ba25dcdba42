import type { World } from "../world/model.ts";
import type { Caller } from "./auth.ts";
import { refuse, type GraphError } from "./errors.ts";

/** Times of recent calls by key, oldest first. */
const seen = new WeakMap<World, Map<string, number[]>>();

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Counts a call and says whether it was within `most` per `windowMs`. */
function within(world: World, key: string, most: number, windowMs: number) {
  const all = seen.get(world) ?? new Map<string, number[]>();
  seen.set(world, all);
  const now = Date.now();
  const times = (all.get(key) ?? []).filter((at) => at > now - windowMs);
  // A refused call counts too: calling while limited extends the penalty.
  times.push(now);
  all.set(key, times.slice(-(most + 1)));
  return times.length <= most;
}

/** Limits that hold for every call of a page. @throws GraphError */
export function checkCallLimits(world: World, caller: Caller): void {
  switch (world.faults.rateLimited) {
    case "4":
      throw refuse.appLimit();
    case "613":
      throw refuse.callLimit();
    case "80006":
      throw refuse.messengerLimit();
    case "off":
      break;
  }
  count(world, `app:${caller.app.id}`, HOUR_MS);
  const page = caller.page?.id;
  if (!page) return;
  count(world, `page:${page}`, DAY_MS);
  if (counted(world, `page:${page}`) > world.settings.messengerCallsPerDay)
    throw refuse.messengerLimit();
}

/** 300 texts, or 10 audio or video, a second and page. */
export function checkSendRate(
  world: World,
  pageId: string,
  isMedia: boolean,
): void {
  const { textSendsPerSecond, mediaSendsPerSecond } = world.settings;
  const ok = isMedia
    ? within(world, `media:${pageId}`, mediaSendsPerSecond, 1_000)
    : within(world, `text:${pageId}`, textSendsPerSecond, 1_000);
  if (!ok) throw refuse.callLimit();
}

export function checkConversationRate(world: World, pageId: string): void {
  const most = world.settings.conversationCallsPerSecond;
  if (!within(world, `conversations:${pageId}`, most, 1_000))
    throw refuse.callLimit();
}

/** Ten calls in ten minutes, read or write. */
export function checkProfileRate(world: World, pageId: string): void {
  const most = world.settings.profileCallsPerTenMinutes;
  if (!within(world, `profile:${pageId}`, most, 600_000))
    throw refuse.callLimit();
}

type Count = { since: number; calls: number };
const counts = new WeakMap<World, Map<string, Count>>();

function count(world: World, key: string, windowMs: number): void {
  const all = counts.get(world) ?? new Map<string, Count>();
  counts.set(world, all);
  const known = all.get(key);
  const now = Date.now();
  if (!known || now - known.since > windowMs)
    all.set(key, { since: now, calls: 1 });
  else known.calls++;
}

function counted(world: World, key: string): number {
  return counts.get(world)?.get(key)?.calls ?? 0;
}

/** The usage headers of an answer, in percent of the limits. A limited call
 *  says 100 and, for the page, the minutes until it may go on. */
export function usageHeaders(
  world: World,
  caller: Caller,
  error: GraphError | null,
): Record<string, string> {
  const CALLS_PER_USER_HOUR = 200;
  const appMost = CALLS_PER_USER_HOUR * Math.max(1_000, world.people.size);
  const appLimited = error?.code === 4;
  const appPercent = appLimited
    ? 100
    : percent(counted(world, `app:${caller.app.id}`), appMost);
  const headers: Record<string, string> = {
    "X-App-Usage": JSON.stringify({
      call_count: appPercent,
      total_time: Math.floor(appPercent * 0.9),
      total_cputime: Math.floor(appPercent * 0.8),
    }),
  };
  const page = caller.page?.id;
  if (!page) return headers;
  const pageLimited = error?.code === 80006;
  const pagePercent = pageLimited
    ? 100
    : percent(
        counted(world, `page:${page}`),
        world.settings.messengerCallsPerDay,
      );
  headers["X-Business-Use-Case-Usage"] = JSON.stringify({
    [page]: [
      {
        type: "messenger",
        call_count: pagePercent,
        total_cputime: Math.floor(pagePercent * 0.8),
        total_time: Math.floor(pagePercent * 0.9),
        estimated_time_to_regain_access: pageLimited
          ? world.faults.rateLimitedMinutes
          : 0,
      },
    ],
  });
  return headers;
}

function percent(calls: number, most: number): number {
  return Math.min(100, Math.floor((calls / most) * 100));
}
