import type { Candidate } from "./eligible.ts";
import type { Selection } from "./select.ts";

/** A candidate with its load by channel: a thread's channel decides which limit counts. */
export type LoadedCandidate = Candidate & {
  byChannel: Map<string | null, number>;
};

/** A queue that offers threads, with its members' present state. */
export type Lane<Queue extends GivingQueue = GivingQueue> = {
  queue: Queue;
  candidates: LoadedCandidate[];
};

export type GivingQueue = {
  id: string;
  autoAccept: boolean;
  pointerAgentId: string | null;
};

/** A thread or lead that waits in one of the queues. */
export type InLine = {
  id: string;
  routedToId: string | null;
  /** Null: a lead without a channel. */
  channelId: string | null;
  weight: number;
  handedDown: boolean;
};

/** `asking`: the queue's service is asked first, and the selected agent is kept free meanwhile. */
export type Decided = { selection: Selection; asking?: boolean };

export type InLineDecision<
  Queue extends GivingQueue,
  Thread extends InLine,
  Decision extends Decided,
> = { thread: Thread; lane: Lane<Queue>; decided: Decision };

/**
 * Decides the threads of all queues that share agents, in one line and in the order given. Each decision adds
 * to its agent's load in every queue, for all threads that follow. So no thread waits behind a later one that
 * the same agent could have taken. Changes only the candidates and the round-robin pointers, in place.
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

/** The chosen agents who get the offer: with auto-accept, only the first. Pure. */
export function chosenOf(
  { autoAccept }: Pick<GivingQueue, "autoAccept">,
  agentIds: readonly string[],
): readonly string[] {
  return autoAccept ? agentIds.slice(0, 1) : agentIds;
}

/** The candidates with the load and limit of one thread's channel. Pure. */
export function forChannel(
  candidates: LoadedCandidate[],
  channelId: string | null,
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
