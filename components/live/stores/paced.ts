import type { StateCreator, StoreApi } from "zustand/vanilla";

// Changes within this time are drawn together: a message and its thread come right behind each other.
const TOGETHER_MS = 5;
// The time between two drawings of other agents' changes. A frame that a busy
// inbox fills keeps a key of the agent waiting.
const BETWEEN_MS = 200;
// The same while the agent types, except for the conversation they have open: the list is not read meanwhile.
const WHILE_TYPING_MS = 1_500;
// For this long after a key the next one is expected; other changes are drawn after its frame.
const NEXT_KEY_MS = 250;

export type Pacing<State> = {
  /**
   * Sets the state at once; subscribers are notified at once if the inbox is
   * calm, five times a second if not. While the agent types, they are notified
   * of `isUrgent` changes after the next key's frame, and of the rest when the
   * agent pauses, or every one and a half seconds.
   */
  setSoon(next: State, isUrgent?: boolean): void;
  /** A key has gone down; `painted` is called when its frame is on the screen. */
  typed(): void;
  painted(): void;
};

declare module "zustand/vanilla" {
  // The names of the parameters are zustand's.
  interface StoreMutators<S, A> {
    "parley/paced": S extends StoreApi<infer State> ? S & Pacing<State> : A;
  }
}

/**
 * A store that draws at a pace: `getState` always returns the newest state,
 * `setState` notifies the subscribers at once, `setSoon` when there is time.
 */
export function paced<State>(
  create: StateCreator<State>,
): StateCreator<State, [], [["parley/paced", unknown]]> {
  return (set, told, api) => keepPace(create, set, told, api);
}

function keepPace<State>(
  create: StateCreator<State>,
  set: StoreApi<State>["setState"],
  told: () => State,
  api: StoreApi<State>,
): State {
  let held: State;
  let toldAt = -Infinity;
  let typedAt = -Infinity;
  /** When the state is to be drawn. */
  let dueAt = Infinity;
  /** It is due, and the frame of the next key goes first. */
  let afterKey = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => {
    clearTimeout(timer);
    dueAt = Infinity;
    afterKey = false;
    set(held, true);
  };
  const draw = () => {
    toldAt = performance.now();
    tell();
  };
  /** Until no next key is expected; 0: the agent does not type. */
  const typingMs = () => Math.max(0, typedAt + NEXT_KEY_MS - performance.now());
  const lookIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
  };
  const waitUntilDue = () => {
    const wait = Math.max(0, dueAt - performance.now());
    lookIn(typingMs() > 0 ? Math.min(wait, typingMs()) : wait);
  };
  const look = () => {
    if (typingMs() === 0 || afterKey) return draw();
    if (performance.now() < dueAt) return waitUntilDue();
    afterKey = true;
    lookIn(typingMs());
  };

  const setState: StoreApi<State>["setState"] = (change, replace) => {
    const next = change instanceof Function ? change(held) : change;
    held = replace ? (next as State) : { ...held, ...next };
    tell();
  };
  const pacing: Pacing<State> = {
    setSoon(next, isUrgent = false) {
      held = next;
      if (afterKey || told() === held) return;
      const isHeldBack = typingMs() > 0 && !isUrgent;
      const between = isHeldBack ? WHILE_TYPING_MS : BETWEEN_MS;
      const soonest = performance.now() + TOGETHER_MS;
      dueAt = Math.min(dueAt, Math.max(soonest, toldAt + between));
      waitUntilDue();
    },
    typed() {
      typedAt = performance.now();
    },
    painted() {
      if (afterKey) draw();
    },
  };
  const getState = () => held;
  Object.assign(api, { getState, setState }, pacing);
  held = create(setState, getState, api);
  return held;
}
