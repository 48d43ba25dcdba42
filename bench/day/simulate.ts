import { createAgenda } from "./agenda.ts";
import { attend, work } from "./attention.ts";
import {
  arrivalTimes,
  createCompany,
  DAY_MS,
  MINUTE_MS,
  type Agent,
  type QueueLine,
} from "./company.ts";
import { answerOffer, beginRound, giveOut, giveOutOthers } from "./offering.ts";
import type { DayOptions } from "./options.ts";
import { createRandom } from "./random.ts";
import { acts, countWaiting, load, show, type Day, type Run } from "./run.ts";
import { createTally } from "./tally.ts";

/** One day's conversations, event by event; the choices are made by the product's own `select`. */

/** Simulates one day and the time until its last conversation has ended. Deterministic for its options. */
export function simulateDay(options: DayOptions): Day {
  const random = createRandom(options.seed);
  const company = createCompany(options, random);
  const run: Run = {
    options,
    company,
    tally: createTally(),
    answered: 0,
    lost: 0,
    left: 0,
    closed: 0,
    acceptedAfterMs: [],
    firstReplyAfterMs: [],
    laterReplyAfterMs: [],
    declined: 0,
    missed: 0,
    waitingAreaMs: 0,
    waitedMs: 0,
    highestLoad: 0,
    mostOnShift: 0,
    agenda: createAgenda(),
    random,
    open: new Map(),
    waiting: 0,
    changedAt: 0,
    onShift: 0,
  };
  for (const agent of company.agents) planShift(run, agent);
  const arrivals = arrivalTimes(options.customers, random);
  let next = 0;
  const planArrival = () => {
    const at = arrivals[next];
    if (at !== undefined) run.agenda.add(at, acts.arrive, next);
    next += 1;
  };
  planArrival();
  while (run.agenda.next()) {
    // Read at once: the next entry takes its place.
    const { atMs, act, subject, detail } = run.agenda;
    if (act === acts.arrive) planArrival();
    else if (act >= acts.shift && atMs > DAY_MS && run.open.size === 0) break;
    step(run, { act, subject, detail, now: atMs });
  }
  for (const agent of company.agents)
    if (agent.parts > 0) countShift(agent, DAY_MS);
  run.left = run.open.size;
  return run;
}

type Step = { act: number; subject: number; detail: number; now: number };

function step(run: Run, { act, subject, detail, now }: Step): void {
  const agent = run.company.agents[subject];
  switch (act) {
    case acts.arrive:
      return arrive(run, subject, now);
    case acts.answer:
      return answerOffer(run, subject, detail, now);
    case acts.giveUp:
      return giveUp(run, subject, now);
    case acts.again:
      return writeAgain(run, subject, now);
    case acts.reply:
      return agent && reply(run, agent, now);
    case acts.done:
      return agent && close(run, agent, now);
    case acts.round:
      return beginRound(run, subject, now);
    case acts.shift:
      return agent && beginShift(run, agent, now);
    default:
      return agent && endShift(run, agent, now);
  }
}

function arrive(run: Run, id: number, now: number): void {
  const { options, random, company, tally } = run;
  const queue = company.queues[Math.floor(random.share() * options.queues)];
  if (!queue) return;
  run.open.set(id, {
    queue,
    arrivedAt: now,
    waitingSince: now,
    turnsLeft: random.count(options.turns),
    owner: null,
    replied: false,
    ringing: [],
    passed: new Map(),
    rangLast: new Set(),
    declinedAt: null,
    seed: Math.floor(random.share() * 1_000_000),
    offer: 0,
    pausedUntil: 0,
  });
  countWaiting(run, 1, now);
  tally.add("newCustomers", now);
  hear(run, queue, null, now);
  run.agenda.add(
    now + random.exponential(options.patienceMinutes * MINUTE_MS),
    acts.giveUp,
    id,
  );
  queue.waiting.push(id);
  if (!queue.stuck) giveOut(run, queue, now);
}

/** The customer's messages of one turn, each with its event to all who see it. */
function hear(run: Run, queue: QueueLine, owner: Agent | null, now: number) {
  const messages = run.random.count(run.options.messagesPerTurn);
  run.tally.add("messages", now, messages);
  show(run, queue, owner, now, messages);
}

function giveUp(run: Run, id: number, now: number): void {
  const conversation = run.open.get(id);
  if (!conversation || conversation.owner) return;
  run.lost += 1;
  run.waitedMs += now - conversation.arrivedAt;
  countWaiting(run, -1, now);
  run.open.delete(id);
  const { queue, ringing } = conversation;
  show(run, queue, null, now, 1);
  for (const { agent } of ringing) load(run, agent, -1);
  if (ringing.length > 0) giveOut(run, queue, now);
}

function reply(run: Run, agent: Agent, now: number): void {
  const id = agent.jobs.shift() ?? -1;
  const conversation = run.open.get(id);
  if (!conversation) return;
  const waited = now - conversation.waitingSince;
  if (conversation.replied) run.laterReplyAfterMs.push(waited);
  else run.firstReplyAfterMs.push(waited);
  conversation.replied = true;
  conversation.turnsLeft -= 1;
  run.tally.add("replies", now);
  // Created, sent, delivered and read.
  show(run, conversation.queue, agent, now, 4);
  if (conversation.turnsLeft === 0) agent.jobs.push(id);
  else
    run.agenda.add(
      now + run.random.exponential(run.options.thinkSeconds * 1_000),
      acts.again,
      id,
    );
  work(run, agent, now);
}

function writeAgain(run: Run, id: number, now: number): void {
  const conversation = run.open.get(id);
  if (!conversation?.owner) return;
  conversation.waitingSince = now;
  hear(run, conversation.queue, conversation.owner, now);
  attend(run, conversation.owner, id, now);
}

function close(run: Run, agent: Agent, now: number): void {
  const id = agent.jobs.shift() ?? -1;
  const conversation = run.open.get(id);
  if (!conversation) return;
  run.closed += 1;
  run.open.delete(id);
  load(run, agent, -1);
  run.tally.add("closes", now);
  show(run, conversation.queue, agent, now, 1);
  work(run, agent, now);
  giveOutOthers(run, agent, null, now);
}

/** A shift that lasts past midnight has begun the day before. */
function planShift({ options, agenda }: Run, agent: Agent): void {
  const length = options.shiftHours * 60 * MINUTE_MS;
  const rest = options.breakMinutes * MINUTE_MS;
  const half = (length - rest) / 2;
  for (const day of [-1, 0, 1, 2]) {
    const begin = agent.shiftAt + day * DAY_MS;
    for (const at of [begin, begin + half + rest]) {
      if (at + half <= 0) continue;
      agenda.add(Math.max(0, at), acts.shift, agent.index);
      agenda.add(at + half, acts.off, agent.index);
    }
  }
}

function beginShift(run: Run, agent: Agent, now: number): void {
  agent.parts += 1;
  if (agent.parts > 1) return;
  agent.onShiftSince = now;
  run.onShift += 1;
  run.mostOnShift = Math.max(run.mostOnShift, run.onShift);
  showPresence(run, now);
  for (const { member } of agent.memberships) {
    member.loggedIn = true;
    member.loggedInAt = new Date(now);
  }
  for (const queue of agent.queues) {
    queue.here += 1;
    if (queue.waiting.length > 0) giveOut(run, queue, now);
  }
}

/** A teammate's status goes to the screens of all who are here. */
function showPresence({ tally, options, onShift }: Run, now: number): void {
  tally.add("presences", now);
  tally.add("frames", now, onShift * options.tabs);
}

/** No offers from now on; the agent's own conversations go on until they end. */
function endShift(run: Run, agent: Agent, now: number): void {
  agent.parts -= 1;
  if (agent.parts > 0) return;
  countShift(agent, now);
  run.onShift -= 1;
  showPresence(run, now);
  for (const { member } of agent.memberships) member.loggedIn = false;
  for (const queue of agent.queues) queue.here -= 1;
}

function countShift(agent: Agent, now: number): void {
  agent.onShiftMs += Math.max(0, Math.min(now, DAY_MS) - agent.onShiftSince);
  agent.onShiftSince = Math.max(agent.onShiftSince, Math.min(now, DAY_MS));
}
