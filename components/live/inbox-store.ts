import {
  emptyInbox,
  inboxReducer,
  type InboxAction,
  type InboxState,
} from "#contract/inbox-state.ts";

// What comes within this is drawn together: a message and its thread come right behind each other.
const TOGETHER_MS = 5;
// Between two drawings of what others do. A frame that a busy floor fills keeps a key of the agent waiting.
const BETWEEN_MS = 200;
// So long after a key the next one is expected; what others do is drawn behind its frame.
const NEXT_KEY_MS = 250;

/** Holds the picture outside React, so that a socket's event draws only what it touches. */
export type InboxStore = {
  /** Always the newest, whether or not anybody was told. */
  get(): InboxState;
  /** What the agent did, or asked for: shown at once. */
  dispatch(action: InboxAction): void;
  /** What the line brought: held at once, shown at once if the floor is calm, five times a second if not. */
  receive(action: InboxAction): void;
  /** A key has gone down; `painted` is called when its frame is on the screen. */
  typed(): void;
  painted(): void;
  subscribe(listener: () => void): () => void;
};

export function createInboxStore(): InboxStore {
  let state = emptyInbox;
  let told = state;
  let toldAt = -Infinity;
  let typedAt = -Infinity;
  let afterKey = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const listeners = new Set<() => void>();

  const apply = (action: InboxAction) => {
    state = inboxReducer(state, action);
  };
  const tell = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    afterKey = false;
    if (told === state) return;
    told = state;
    for (const listener of listeners) listener();
  };
  const draw = () => {
    toldAt = performance.now();
    tell();
  };
  /** Between two keys of somebody who types there is time, right behind the first one's frame. */
  const drawInTurn = () => {
    if (afterKey || performance.now() - typedAt >= NEXT_KEY_MS) return draw();
    afterKey = true;
    timer = setTimeout(drawInTurn, NEXT_KEY_MS);
  };

  return {
    get: () => state,
    dispatch(action) {
      apply(action);
      tell();
    },
    receive(action) {
      apply(action);
      if (timer || told === state) return;
      const wait = toldAt + BETWEEN_MS - performance.now();
      timer = setTimeout(drawInTurn, Math.max(TOGETHER_MS, wait));
    },
    typed() {
      typedAt = performance.now();
    },
    painted() {
      if (afterKey) draw();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
