import type { Candidate } from "./eligible.ts";
import type { Selection } from "./select.ts";

/** A candidate with what it carries, by channel: a thread's channel decides which limit counts. */
export type LoadedCandidate = Candidate & { byChannel: Map<string, number> };

/** A queue that gives out, and its members as they stand. */
export type Lane<Queue extends GivingQueue = GivingQueue> = {
  queue: Queue;
  candidates: LoadedCandidate[];
};

export type GivingQueue = {
  id: string;
  autoAccept: boolean;
  pointerAgentId: string | null;
};

/** A thread that waits in one of them. */
export type InLine = {
  id: string;
  routedToId: string | null;
  channelId: string;
  weight: number;
  handedDown: boolean;
};

/** `asking`: its queue's service is asked first; whom it would get is kept free for it meanwhile. */
export type Decided = { selection: Selection; asking?: boolean };

export type InLineDecision<
  Queue extends GivingQueue,
  Thread extends InLine,
  Decision extends Decided,
> = { thread: Thread; lane: Lane<Queue>; decided: Decision };

/**
 * One line for all queues that share people: the threads are decided in the
 * order given, whatever queue each waits in, and what one gets counts in every
 * queue of its agents for all that follow. So nobody waits behind a later one
 * that the same agent could have taken. Changes the candidates and the
 * pointers of round robin in place, and nothing else.
 */
export function decideInLine<
  Queue extends GivingQueue,
  Thread extends InLine,
  Decision extends Decided,
>(
  lanes: ReadonlyMap<string, Lane<Queue>>,
  threads: readonly Thread[],
  decide: (lane: Lane<Queue>, thread: Thread) => Decision,
  now: Date,
): InLineDecision<Queue, Thread, Decision>[] {
  const everywhere = Map.groupBy(
    [...lanes.values()].flatMap(({ candidates }) => candidates),
    ({ agentId }) => agentId,
  );
  return threads.flatMap((thread) => {
    const lane = lanes.get(thread.routedToId ?? "");
    if (!lane) return [];
    const decided = decide(lane, thread);
    const { selection } = decided;
    if (selection.kind === "offer") {
      const { queue, candidates } = lane;
      const agentIds = chosenOf(queue, selection.agentIds);
      for (const candidate of candidates)
        if (agentIds.includes(candidate.agentId))
          candidate.queueLoad += thread.weight;
      for (const agentId of agentIds)
        for (const one of everywhere.get(agentId) ?? [])
          addLoad(one, thread, now);
      const [first] = agentIds;
      if (queue.autoAccept && !decided.asking && first !== undefined)
        queue.pointerAgentId = first;
    }
    return [{ thread, lane, decided }];
  });
}

/** Who gets it of those chosen: without being asked, the first alone. Pure. */
export function chosenOf(
  { autoAccept }: Pick<GivingQueue, "autoAccept">,
  agentIds: readonly string[],
): readonly string[] {
  return autoAccept ? agentIds.slice(0, 1) : agentIds;
}

/** The candidates as one thread's channel sees them. Pure. */
export function forChannel(
  candidates: LoadedCandidate[],
  channelId: string,
): LoadedCandidate[] {
  return candidates.map((candidate) => ({
    ...candidate,
    channelLoad: candidate.byChannel.get(channelId) ?? 0,
  }));
}

function addLoad(
  candidate: LoadedCandidate,
  { channelId, weight, handedDown }: InLine,
  now: Date,
): void {
  candidate.load += weight;
  candidate.byChannel.set(
    channelId,
    (candidate.byChannel.get(channelId) ?? 0) + weight,
  );
  if (handedDown) candidate.handedDown += 1;
  candidate.lastAssignedAt = now;
}
