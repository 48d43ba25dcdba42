import { io, type Socket } from "socket.io-client";
import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import { EVENTS_VERSION } from "#contract/live/live-version.ts";

/** live: open, and everything missed has been fetched. catching_up: open, fetching. offline: not open. */
export type ConnectionState = "live" | "catching_up" | "offline";

export type ConnectionOptions = {
  /** The ids of the threads whose rows are on the screen, and where the viewers of those go. */
  rows: {
    watched: {
      getState(): readonly string[];
      subscribe(listener: () => void): () => void;
    };
    set(items: LiveEvents["viewers.updated"][]): void;
  };
  onEvent<Name extends LiveEventName>(
    name: Name,
    payload: LiveEvents[Name],
  ): void;
  /** Fetches everything on the screen again; resolves when it is there. */
  resync(): Promise<void>;
  onConnection(lamp: ConnectionState): void;
  /** The session is over. */
  onUnauthorized(): void;
};

// A record, so that an event that is missing here does not compile.
const EVENTS = Object.keys({
  "message.created": true,
  "message.updated": true,
  "thread.updated": true,
  "thread.removed": true,
  "schedule.changed": true,
  "offer.created": true,
  "offer.ended": true,
  "presence.updated": true,
  "access.changed": true,
  "labels.changed": true,
  "customer.changed": true,
  "board.changed": true,
  "draft.updated": true,
  "viewers.updated": true,
  "alert.created": true,
  "alert.ended": true,
  "notification.created": true,
  "notification.read": true,
  "channel.updated": true,
  "lead.created": true,
  "lead.updated": true,
  "lead.removed": true,
  "settings.updated": true,
  "version.changed": true,
  typing: true,
} satisfies Record<LiveEventName, true>) as LiveEventName[];

/** The longest list of rows that the server takes. */
const MAX_ROWS = 100;
/** Rows change quickly while a list is scrolled or many messages come in. */
const ROWS_SETTLE_MS = 500;
const RECONNECT_MIN_MS = 250;
const RECONNECT_MAX_MS = 2_000;
const RESYNC_RETRY_MS = 1_000;
// A clock that jumps this far means the machine slept: the socket may be dead and not know it.
const SLEEP_MS = 15_000;
const CLOCK_TICK_MS = 5_000;

/**
 * The live connection of one tab: subscribe, fetch, apply. After every connect
 * the screen is fetched again; the lamp is green only after that.
 */
export function connectLive(options: ConnectionOptions): { stop(): void } {
  const socket: Socket = io({
    path: "/socket.io",
    transports: ["websocket", "polling"],
    reconnectionDelay: RECONNECT_MIN_MS,
    reconnectionDelayMax: RECONNECT_MAX_MS,
    autoConnect: false,
    query: { events: String(EVENTS_VERSION) },
  });
  let stopped = false;
  // Counts connects: the result of an older resync is ignored.
  let epoch = 0;

  const tellVisible = () =>
    void socket.emit("visible", document.visibilityState === "visible");
  socket.on("connect", tellVisible);
  document.addEventListener("visibilitychange", tellVisible);

  const { rows } = options;
  let rowsTimer: ReturnType<typeof setTimeout> | undefined;
  const tellRows = () => {
    rowsTimer = undefined;
    if (!socket.connected) return;
    const ids = rows.watched.getState();
    socket.emit(
      "rows",
      ids.slice(0, MAX_ROWS),
      ({ items }: { items: LiveEvents["viewers.updated"][] }) => {
        // Rows that have come meanwhile are asked for in their turn.
        if (ids === rows.watched.getState()) rows.set(items);
      },
    );
  };
  const stopRows = rows.watched.subscribe(() => {
    rowsTimer ??= setTimeout(tellRows, ROWS_SETTLE_MS);
  });
  socket.on("connect", tellRows);

  let isTelling = false;
  // For the operator's traces: how long the message took from here to the screen. One at a time is enough.
  const tellShown = (trace: string) => {
    if (isTelling || document.visibilityState !== "visible") return;
    isTelling = true;
    const cameAt = performance.now();
    requestAnimationFrame(() =>
      // After the frame has been drawn.
      setTimeout(() => {
        isTelling = false;
        socket.emit("shown", trace, performance.now() - cameAt);
      }),
    );
  };

  const catchUp = async (mine: number) => {
    if (stopped || mine !== epoch || !socket.connected) return;
    options.onConnection("catching_up");
    try {
      await options.resync();
      if (!stopped && mine === epoch && socket.connected)
        options.onConnection("live");
    } catch {
      setTimeout(() => void catchUp(mine), RESYNC_RETRY_MS);
    }
  };

  socket.on("connect", () => {
    epoch += 1;
    void catchUp(epoch);
  });
  socket.on("disconnect", (reason) => {
    epoch += 1;
    rows.set([]);
    options.onConnection("offline");
    // The server ended it: a revoked session, or a restart. Socket.IO does not reconnect then.
    if (reason === "io server disconnect") socket.connect();
  });
  socket.on("connect_error", (error) => {
    options.onConnection("offline");
    if (error.message === "unauthorized") options.onUnauthorized();
    // Refused by the handshake: Socket.IO gives up, but a server that just restarts may refuse for a moment.
    else if (!socket.active)
      setTimeout(() => !stopped && socket.connect(), RECONNECT_MAX_MS);
  });
  for (const name of EVENTS) {
    socket.on(name, (payload: LiveEvents[typeof name], trace?: string) => {
      if (process.env.NODE_ENV === "development")
        void complainIfMalformed(name, payload);
      options.onEvent(name, payload);
      if (trace) tellShown(trace);
    });
  }

  const reconnect = () => {
    socket.disconnect();
    socket.connect();
  };
  const goOffline = () => socket.disconnect();
  let lastTick = Date.now();
  const clock = setInterval(() => {
    const now = Date.now();
    if (now - lastTick > SLEEP_MS && document.visibilityState === "visible")
      reconnect();
    lastTick = now;
  }, CLOCK_TICK_MS);
  window.addEventListener("online", reconnect);
  window.addEventListener("offline", goOffline);
  socket.connect();

  return {
    stop() {
      stopped = true;
      stopRows();
      clearTimeout(rowsTimer);
      clearInterval(clock);
      window.removeEventListener("online", reconnect);
      window.removeEventListener("offline", goOffline);
      socket.disconnect();
    },
  };
}

/** Development only: zod and the schemas are in no production bundle. */
async function complainIfMalformed(
  name: LiveEventName,
  payload: unknown,
): Promise<void> {
  const { liveEventSchemas } = await import("#contract/live/live-events.ts");
  const { error } = liveEventSchemas[name].safeParse(payload);
  // Nothing waits for it: the browser's console shows it.
  if (error)
    throw new Error(`The event ${name} is malformed.`, { cause: error });
}
