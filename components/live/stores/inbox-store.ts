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
// The same while the agent types, but for the conversation they have open: nobody reads the list meanwhile.
const WHILE_TYPING_MS = 1_500;
// So long after a key the next one is expected; what others do is drawn behind its frame.
const NEXT_KEY_MS = 250;

/** Holds the picture outside React, so that a socket's event draws only what it touches. */
export type InboxStore = {
  /** Always the newest, whether or not anybody was told. */
  get(): InboxState;
  /** What the agent did, or asked for: shown at once. */
  dispatch(action: InboxAction): void;
  /**
   * What the line brought: held at once, shown at once if the floor is calm,
   * five times a second if not. While somebody types, what is not about the
   * open thread is shown when they pause, or every one and a half seconds.
   */
  receive(action: InboxAction, isOpen?: boolean): void;
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
  /** When what was received is to be drawn. */
  let dueAt = Infinity;
  /** It is due, and the frame of the next key goes first. */
  let afterKey = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  const apply = (action: InboxAction) => {
    state = inboxReducer(state, action);
  };
  const tell = () => {
    clearTimeout(timer);
    dueAt = Infinity;
    afterKey = false;
    if (told === state) return;
    told = state;
    for (const listener of listeners) listener();
  };
  const draw = () => {
    toldAt = performance.now();
    tell();
  };
  /** Until no next key is expected; 0: nobody types. */
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

  return {
    get: () => state,
    dispatch(action) {
      apply(action);
      tell();
    },
    receive(action, isOpen = false) {
      apply(action);
      if (afterKey || told === state) return;
      const between = typingMs() > 0 && !isOpen ? WHILE_TYPING_MS : BETWEEN_MS;
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
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
