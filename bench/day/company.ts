import type { Candidate } from "#server/domain/routing/decide/eligible.ts";
import { joinByMembers } from "#server/domain/routing/offering/queue-groups.ts";
import { ARRIVALS_BY_HOUR, type DayOptions } from "./options.ts";
import type { Random } from "./random.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A member of one queue as the router sees it, with the simulated agent behind it. */
export type Member = Candidate & {
  agent: Agent;
  member: NonNullable<Candidate["member"]>;
};

export type Agent = {
  index: number;
  id: string;
  /** One for each queue of the agent. */
  memberships: Member[];
  queues: QueueLine[];
  /** Begin of the shift, in ms of the day; it may end on the next one. */
  shiftAt: number;
  /** Conversations that are the agent's, or ring for them. */
  load: number;
  /** Conversations that wait for the agent's attention, the longest first. */
  jobs: number[];
  working: boolean;
  /** Parts of shifts under way: 1 when logged in and not on a break, and 2 for the moment in which one follows another. */
  parts: number;
  onShiftSince: number;
  onShiftMs: number;
  workedMs: number;
};

export type QueueLine = {
  index: number;
  id: string;
  members: Member[];
  order: string[];
  byId: Map<string, Member>;
  pointerAgentId: string | null;
  /** Conversations that wait for an offer, in their order. */
  waiting: number[];
  /** Members who are on shift: those who see what no one owns. */
  here: number;
  /** Nothing has changed since no one could take the first in line. */
  stuck: boolean;
};

export type Company = { agents: Agent[]; queues: QueueLine[] };

/** Agents by shift and queue; shifts fit the arrivals as well as whole hours can. */
export function createCompany(options: DayOptions, random: Random): Company {
  const { agents: count, queues: queueCount, queuesPerAgent } = options;
  const queues = Array.from({ length: queueCount }, (_, index) => ({
    index,
    id: `queue ${index}`,
    members: [],
    order: [],
    byId: new Map(),
    pointerAgentId: null,
    waiting: [],
    here: 0,
    stuck: false,
  })) as QueueLine[];
  const starts = shiftStarts(options);
  const agents = starts.slice(0, count).map((startHour, index) => {
    const agent: Agent = {
      index,
      id: `agent ${index}`,
      memberships: [],
      queues: [],
      // Not all of a shift come and go in the same second.
      shiftAt: startHour * HOUR_MS + random.share() * 30 * MINUTE_MS,
      load: 0,
      jobs: [],
      working: false,
      parts: 0,
      onShiftSince: 0,
      onShiftMs: 0,
      workedMs: 0,
    };
    // The further queues of an agent are drawn, so that queues share agents as in a grown company.
    const places = new Set([index % queueCount]);
    while (places.size < Math.min(queuesPerAgent, queueCount))
      places.add(Math.floor(random.share() * queueCount));
    for (const place of places) join(agent, queues[place], options.capacity);
    return agent;
  });
  return { agents, queues };
}

function join(agent: Agent, queue: QueueLine | undefined, capacity: number) {
  if (!queue) return;
  const member: Member = {
    agent,
    agentId: agent.id,
    name: agent.id,
    disabled: false,
    mayOwn: true,
    presence: "available",
    connected: true,
    capacity,
    load: 0,
    queueLoad: 0,
    channelLoad: 0,
    wrapUpUntil: null,
    lastAssignedAt: null,
    handedDown: 0,
    member: {
      position: queue.members.length,
      loggedIn: false,
      loggedInAt: new Date(0),
      skillGroup: 1,
      answered: 0,
      handleMs: 0,
    },
  };
  agent.memberships.push(member);
  agent.queues.push(queue);
  queue.members.push(member);
  queue.order.push(agent.id);
  queue.byId.set(agent.id, member);
}

/** The hour in which each agent begins: one after the other where most agents are missing. */
function shiftStarts({ agents, shiftHours }: DayOptions): number[] {
  const hours = Math.max(1, Math.round(shiftHours));
  const total = ARRIVALS_BY_HOUR.reduce((sum, share) => sum + share, 0);
  const missing = ARRIVALS_BY_HOUR.map(
    (share) => (share / total) * agents * hours,
  );
  const counts = new Array<number>(24).fill(0);
  for (let left = agents; left > 0; left -= 1) {
    const need = counts.map((_, start) =>
      Array.from(
        { length: hours },
        (_, hour) => missing[(start + hour) % 24] ?? 0,
      ).reduce((sum, value) => sum + value, 0),
    );
    const best = need.indexOf(Math.max(...need));
    counts[best] = (counts[best] ?? 0) + 1;
    for (let hour = 0; hour < hours; hour += 1) {
      const at = (best + hour) % 24;
      missing[at] = (missing[at] ?? 0) - 1;
    }
  }
  return counts.flatMap((count, start) => new Array<number>(count).fill(start));
}

/** When the customers write, in order: drawn from the curve, minute by minute. */
export function arrivalTimes(count: number, random: Random): Float64Array {
  const sums: number[] = [];
  let sum = 0;
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    sum += weightAt(minute);
    sums.push(sum);
  }
  const times = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const wanted = random.share() * sum;
    const minute = firstAbove(sums, wanted);
    times[index] = (minute + random.share()) * MINUTE_MS;
  }
  return times.sort();
}

/** Between the middles of two hours the curve is a straight line. */
function weightAt(minute: number): number {
  const place = (minute - 30 + 24 * 60) % (24 * 60);
  const hour = Math.floor(place / 60);
  const [a = 0, b = 0] = [
    ARRIVALS_BY_HOUR[hour],
    ARRIVALS_BY_HOUR[(hour + 1) % 24],
  ];
  return a + ((b - a) * (place % 60)) / 60;
}

function firstAbove(sums: readonly number[], wanted: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The agents of the largest group of queues that share agents: the router gives out each group in one line. */
export function largestLine({ queues, agents }: Company): number {
  const groups = joinByMembers(
    queues.map(({ id }) => id),
    agents.flatMap((agent) =>
      agent.queues.map(({ id }) => ({ queueId: id, agentId: agent.id })),
    ),
  );
  const byId = new Map(queues.map((queue) => [queue.id, queue]));
  const sizes = groups.map(
    (group) => new Set(group.flatMap((id) => byId.get(id)?.order ?? [])).size,
  );
  return Math.max(0, ...sizes);
}
