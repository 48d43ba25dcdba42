import { VIEWING_EVERY_MS } from "#contract/threads/viewing.ts";
import type { ThreadViewer, ViewingState } from "#contract/threads/viewing.ts";

/** An agent who has a thread open: on their screen or not, and whether they type. */
export type Viewing = {
  threadId: string;
  agent: { id: string; name: string };
  state: ViewingState;
};

/**
 * The agents who have a thread open, in memory alone. Every node
 * keeps all of it: a change travels to the others, and a node that starts has
 * it again after one repetition by the screens. An entry that is not repeated
 * expires, so a crashed screen leaves no viewer behind.
 */
export type ViewingBoard = {
  /** Records a change made at this node, and publishes it. */
  set(viewing: Viewing): void;
  /** Records a change that another node has published. */
  receive(viewing: Viewing): void;
  /** The agents who have the thread open now, the first comer first. */
  viewersOf(threadId: string): ThreadViewer[];
  /** Called with each change: for the viewers' screens, and for the other nodes. */
  connect(listener: ViewingListener): void;
  stop(): void;
};

export type ViewingListener = {
  onViewers(
    threadId: string,
    viewers: ThreadViewer[],
    agentIds: string[],
  ): void;
  /** The viewers of a thread have changed, here or at another node. */
  onPicture(threadId: string, viewers: ThreadViewer[]): void;
  onChange(viewing: Viewing): void;
};

type Entry = {
  agent: { id: string; name: string };
  since: number;
  until: number;
  typingUntil: number;
  isInSight: boolean;
};

// Two repetitions may get lost.
const VIEWING_LASTS_MS = 3 * VIEWING_EVERY_MS;
/** Browsers run timers of a tab out of sight once a minute; again two may get lost. */
const OPEN_LASTS_MS = 3 * 60_000;
/** Screens repeat typing every 3 s. */
const TYPING_LASTS_MS = 6_000;
const SWEEP_EVERY_MS = 2_000;

export function createViewingBoard(
  now: () => number = () => Date.now(),
): ViewingBoard {
  const threads = new Map<string, Map<string, Entry>>();
  let listener: ViewingListener | null = null;
  let timer: NodeJS.Timeout | null = null;

  /** @returns whether the screens have to be told. */
  function apply({ threadId, agent, state }: Viewing): boolean {
    const before = pictureOf(threadId);
    const entries = threads.get(threadId) ?? new Map<string, Entry>();
    const at = now();
    const held = entries.get(agent.id);
    if (state === "left") entries.delete(agent.id);
    else
      entries.set(agent.id, {
        agent,
        since: held?.since ?? at,
        until: at + (state === "open" ? OPEN_LASTS_MS : VIEWING_LASTS_MS),
        typingUntil: state === "typing" ? at + TYPING_LASTS_MS : 0,
        isInSight: state !== "open",
      });
    if (entries.size > 0) threads.set(threadId, entries);
    else threads.delete(threadId);
    watch();
    return pictureOf(threadId) !== before;
  }

  function viewersOf(threadId: string): ThreadViewer[] {
    const at = now();
    return [...(threads.get(threadId)?.values() ?? [])]
      .filter(({ until }) => until > at)
      .sort((a, b) => a.since - b.since)
      .map(({ agent, since, typingUntil, isInSight }) => ({
        ...agent,
        state: typingUntil > at ? "typing" : isInSight ? "viewing" : "open",
        since: new Date(since).toISOString(),
      }));
  }

  function pictureOf(threadId: string): string {
    return viewersOf(threadId)
      .map(({ id, state }) => `${id} ${state}`)
      .join();
  }

  function tell(threadId: string, alsoTo: string[] = []): void {
    const viewers = viewersOf(threadId);
    const agentIds = [...viewers.map(({ id }) => id), ...alsoTo];
    listener?.onViewers(threadId, viewers, agentIds);
    listener?.onPicture(threadId, viewers);
  }

  function watch(): void {
    if (threads.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    } else if (threads.size > 0) timer ??= setInterval(sweep, SWEEP_EVERY_MS);
    timer?.unref();
  }

  /** Ends what was not repeated. */
  function sweep(): void {
    const at = now();
    for (const [threadId, entries] of threads) {
      let isChanged = false;
      for (const [id, entry] of entries) {
        if (entry.until <= at) entries.delete(id);
        else if (entry.typingUntil > 0 && entry.typingUntil <= at)
          entry.typingUntil = 0;
        else continue;
        isChanged = true;
      }
      if (entries.size === 0) threads.delete(threadId);
      if (isChanged) tell(threadId);
    }
    watch();
  }

  return {
    set(viewing) {
      if (apply(viewing)) tell(viewing.threadId);
      listener?.onChange(viewing);
    },
    receive(viewing) {
      const { threadId } = viewing;
      if (apply(viewing)) listener?.onPicture(threadId, viewersOf(threadId));
    },
    viewersOf,
    connect(next) {
      listener = next;
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
      threads.clear();
    },
  };
}
