import { expect, test } from "vitest";
import { defaults, parseDay, type DayOptions } from "./options.ts";
import { busiestSecond, loadOf, needsOf } from "./needs.ts";
import { dayLines } from "./print.ts";
import { simulateDay } from "./simulate.ts";

/** A company that is as busy as the one of the defaults. */
const small: DayOptions = {
  ...defaults,
  agents: 100,
  customers: 10_000,
  queues: 2,
};

test("every customer is answered or lost, and every conversation ends", () => {
  const day = simulateDay(small);
  expect(day.answered + day.lost).toBe(small.customers);
  expect(day.left).toBe(0);
  expect(day.closed).toBe(day.answered);
  expect(day.firstReplyAfterMs).toHaveLength(day.answered);
  expect(day.tally.total("newCustomers")).toBe(small.customers);
});

test("no agent has more than their capacity, and all are used", () => {
  const day = simulateDay({ ...small, agents: 60 });
  expect(day.highestLoad).toBe(small.capacity);
  for (const agent of day.company.agents) {
    expect(agent.load).toBe(0);
    expect(agent.workedMs).toBeGreaterThan(0);
  }
});

test("the mean number of waiting customers follows from their rate and wait", () => {
  const { waitingAreaMs, waitedMs } = simulateDay(small);
  expect(waitingAreaMs / waitedMs).toBeCloseTo(1, 6);
});

test("the same seed gives the same day, another seed another one", () => {
  const lines = dayLines(simulateDay(small));
  expect(dayLines(simulateDay(small))).toEqual(lines);
  expect(dayLines(simulateDay({ ...small, seed: 2 }))).not.toEqual(lines);
});

test.each(["ring_all", "round_robin", "hunt_by_threes", "balanced"] as const)(
  "%s gives every conversation to one agent",
  (strategy) => {
    const day = simulateDay({ ...small, customers: 2_000, strategy });
    expect(day.answered + day.lost).toBe(2_000);
    expect(day.closed).toBe(day.answered);
    expect(day.tally.total("offers")).toBeGreaterThanOrEqual(day.answered);
  },
);

test("agents of several queues keep one load for all of them", () => {
  const day = simulateDay({ ...small, queuesPerAgent: 2 });
  expect(day.highestLoad).toBeLessThanOrEqual(small.capacity);
  expect(day.answered + day.lost).toBe(small.customers);
  expect(busiestSecond(day).second.line).toBe(small.agents);
});

test("without declines and pauses the mean wait is that of Erlang’s formula", () => {
  // One turn and no time to close: the work of a conversation is the work of one
  // reply, and agents who answer at once are the servers of a plain queue.
  const options: DayOptions = {
    ...defaults,
    agents: 22,
    queues: 1,
    capacity: 1,
    customers: 20_000,
    acceptShare: 1,
    declineShare: 0,
    answerSeconds: 0,
    turns: 1,
    closingSeconds: 0,
    patienceMinutes: 1_000_000,
    shiftHours: 24,
    breakMinutes: 0,
    workSeconds: 50,
  };
  const day = simulateDay(options);
  const waits = day.acceptedAfterMs;
  const mean = waits.reduce((sum, ms) => sum + ms, 0) / waits.length / 1_000;
  const expected = expectedWait(options, day.tally.of("newCustomers"));
  expect(mean).toBeGreaterThan(expected * 0.6);
  expect(mean).toBeLessThan(expected * 1.1);
});

/**
 * Erlang's C for each hour by its own rate, weighted by its customers. His work is
 * exponential; two steps vary half as much, so that the wait is about three
 * quarters of his.
 */
function expectedWait(
  { agents, workSeconds }: DayOptions,
  arrivals: Float64Array,
): number {
  let [sum, customers] = [0, 0];
  for (let hour = 0; hour < 24; hour += 1) {
    const count = arrivals
      .slice(hour * 60, hour * 60 + 60)
      .reduce((total, one) => total + one, 0);
    const offered = (count / 3_600) * workSeconds;
    let blocking = 1;
    for (let server = 1; server <= agents; server += 1)
      blocking = (offered * blocking) / (server + offered * blocking);
    const waits = blocking / (1 - (offered / agents) * (1 - blocking));
    sum += (count * waits * workSeconds) / (agents - offered);
    customers += count;
  }
  return sum / customers;
}

test("more agents in one line, and more who are connected, cost more", () => {
  const { second } = busiestSecond(simulateDay(small));
  const cost = (other: Partial<typeof second>) =>
    loadOf({ ...second, ...other }, "busy").postgres;
  expect(cost({ line: 10_000 })).toBeGreaterThan(cost({}));
  expect(cost({ connected: 10_000 })).toBeGreaterThan(cost({}));
});

test("processes that hear more than they can are never enough", () => {
  const day = simulateDay({ ...small, customers: 500 });
  const { second } = busiestSecond(day);
  const flooded = { ...second, messages: 100_000 };
  expect(needsOf(day, flooded).webProcesses.least).toBe(Infinity);
  expect(needsOf(day, second).webProcesses.least).toBe(1);
});

test("flags are read, and unknown ones refused", () => {
  const read = parseDay(["day", "--agents", "50", "--strategy", "ring_all"]);
  expect(read).toEqual({ ...defaults, agents: 50, strategy: "ring_all" });
  expect(() => parseDay(["--agents", "many"])).toThrow("--agents is a number");
  expect(() => parseDay(["--nothing", "1"])).toThrow();
});
