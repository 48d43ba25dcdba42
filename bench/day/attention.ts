import { DAY_MS, type Agent } from "./company.ts";
import { acts, type Run } from "./run.ts";

/** Puts a conversation behind the others that wait for this agent. */
export function attend(run: Run, agent: Agent, id: number, now: number): void {
  agent.jobs.push(id);
  if (!agent.working) work(run, agent, now);
}

/** The agent turns to the next conversation, wholly. */
export function work(run: Run, agent: Agent, now: number): void {
  const id = agent.jobs[0];
  agent.working = id !== undefined;
  if (id === undefined) return;
  const conversation = run.open.get(id);
  const isOver = (conversation?.turnsLeft ?? 0) === 0;
  const { workSeconds, closingSeconds } = run.options;
  const seconds = isOver ? closingSeconds : workSeconds;
  const ms = run.random.work(seconds * 1_000);
  agent.workedMs += Math.max(0, Math.min(now + ms, DAY_MS) - now);
  run.agenda.add(now + ms, isOver ? acts.done : acts.reply, agent.index);
}
