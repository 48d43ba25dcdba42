import { chosenOf } from "#server/domain/routing/decide/in-line.ts";
import {
  countPassed,
  type PassedWhy,
} from "#server/domain/routing/decide/eligible.ts";
import { nextRoundAt } from "#server/domain/routing/decide/next-round.ts";
import { select } from "#server/domain/routing/decide/select.ts";
import { attend } from "./attention.ts";
import type { Agent, Member, QueueLine } from "./company.ts";
import {
  acts,
  countWaiting,
  load,
  show,
  type Conversation,
  type Run,
} from "./run.ts";

/** Offers what waits in the queue, in its order, as long as an agent can take something. */
export function giveOut(run: Run, queue: QueueLine, now: number): void {
  const kept: number[] = [];
  let at = 0;
  queue.stuck = false;
  for (; at < queue.waiting.length && !queue.stuck; at += 1) {
    const id = queue.waiting[at] ?? -1;
    const conversation = run.open.get(id);
    if (conversation && !offer(run, queue, id, conversation, now))
      kept.push(id);
  }
  queue.waiting = [...kept, ...queue.waiting.slice(at)];
}

/** @returns whether the conversation rings now. */
function offer(
  run: Run,
  queue: QueueLine,
  id: number,
  conversation: Conversation,
  now: number,
): boolean {
  const { options } = run;
  if (conversation.pausedUntil > now) return false;
  const { passed, rangLast, seed } = conversation;
  const date = new Date(now);
  const selection = select({
    strategy: options.strategy,
    candidates: queue.members,
    need: {
      now: date,
      weight: 1,
      queueLimit: null,
      channelLimit: null,
      passed,
      handedDown: false,
      as: "member",
    },
    state: {
      pointerAgentId: queue.pointerAgentId,
      order: queue.order,
      seed,
      asked: countPassed(passed),
    },
    rangLast,
    widening: { seconds: null, since: new Date(conversation.arrivedAt) },
    canOverflow: false,
  });
  run.tally.add("choices", now);
  if (selection.kind !== "offer") {
    if (selection.eligible.length === 0 && passed.size === 0)
      queue.stuck = true;
    else if (selection.kind === "hold" && selection.reason === "round_over")
      pauseRound(run, id, conversation, date);
    return false;
  }
  const chosen = chosenOf({ autoAccept: false }, selection.agentIds);
  conversation.offer += 1;
  for (const agentId of chosen) {
    const member = queue.byId.get(agentId);
    if (member) ring(run, id, conversation, member, date);
  }
  conversation.rangLast = new Set(chosen);
  return true;
}

function pauseRound(
  run: Run,
  id: number,
  conversation: Conversation,
  now: Date,
): void {
  const { offerSeconds } = run.options;
  const { declinedAt } = conversation;
  const at = nextRoundAt({ declinedAt, offerSeconds, now }).getTime();
  conversation.pausedUntil = at;
  run.agenda.add(at, acts.round, id);
}

export function beginRound(run: Run, id: number, now: number): void {
  const conversation = run.open.get(id);
  if (!conversation || conversation.owner) return;
  conversation.passed = new Map();
  conversation.declinedAt = null;
  giveOut(run, conversation.queue, now);
}

function ring(
  run: Run,
  id: number,
  conversation: Conversation,
  member: Member,
  date: Date,
): void {
  const { options, random, agenda, tally } = run;
  const now = date.getTime();
  load(run, member.agent, 1);
  for (const one of member.agent.memberships) one.lastAssignedAt = date;
  conversation.ringing.push(member);
  tally.add("offers", now);
  tally.add("events", now);
  tally.add("frames", now, options.tabs);
  const ringsUntil = now + options.offerSeconds * 1_000;
  const answersAt = now + random.exponential(options.answerSeconds * 1_000);
  // The one number tells which offer it is and for whom.
  const detail =
    conversation.offer * run.company.agents.length + member.agent.index;
  agenda.add(Math.min(answersAt, ringsUntil), acts.answer, id, detail);
}

export function answerOffer(
  run: Run,
  id: number,
  detail: number,
  now: number,
): void {
  const { company, options, random } = run;
  const conversation = run.open.get(id);
  const count = company.agents.length;
  if (!conversation || conversation.owner) return;
  if (Math.floor(detail / count) !== conversation.offer) return;
  const agent = company.agents[detail % count];
  const member = conversation.ringing.find((one) => one.agent === agent);
  if (!agent || !member) return;
  const drawn = random.share();
  if (drawn < options.acceptShare)
    return accept(run, id, conversation, member, now);
  const isDeclined = drawn < options.acceptShare + options.declineShare;
  if (isDeclined) {
    run.declined += 1;
    conversation.declinedAt = new Date(now);
    return passOn(run, id, conversation, member, now, "declined");
  }
  // It rings until its end; an answer at the end is a miss.
  run.missed += 1;
  passOn(run, id, conversation, member, now, "missed");
}

function passOn(
  run: Run,
  id: number,
  conversation: Conversation,
  member: Member,
  now: number,
  why: PassedWhy,
): void {
  const { queue } = conversation;
  conversation.passed.set(member.agentId, why);
  conversation.ringing = conversation.ringing.filter((one) => one !== member);
  load(run, member.agent, -1);
  run.tally.add("events", now);
  run.tally.add("frames", now, run.options.tabs);
  if (conversation.ringing.length > 0) return;
  // Back to its place: the line is in the order of arrival.
  queue.waiting.unshift(id);
  giveOut(run, queue, now);
  giveOutOthers(run, member.agent, queue, now);
}

function accept(
  run: Run,
  id: number,
  conversation: Conversation,
  member: Member,
  now: number,
): void {
  const { queue } = conversation;
  conversation.owner = member.agent;
  member.member.answered += 1;
  queue.pointerAgentId = member.agentId;
  const others = conversation.ringing.filter((one) => one !== member);
  conversation.ringing = [];
  run.answered += 1;
  run.acceptedAfterMs.push(now - conversation.arrivedAt);
  run.waitedMs += now - conversation.arrivedAt;
  countWaiting(run, -1, now);
  run.tally.add("accepts", now);
  // Screens of members lose it; the others get it with its owner.
  show(run, queue, null, now, 1);
  attend(run, member.agent, id, now);
  for (const { agent } of others) {
    load(run, agent, -1);
    run.tally.add("frames", now, run.options.tabs);
  }
  if (others.length > 0) giveOut(run, queue, now);
}

/** The queues of an agent who has room again. */
export function giveOutOthers(
  run: Run,
  agent: Agent,
  except: QueueLine | null,
  now: number,
): void {
  for (const queue of agent.queues)
    if (queue !== except && queue.waiting.length > 0) giveOut(run, queue, now);
}
