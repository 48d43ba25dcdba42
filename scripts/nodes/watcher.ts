import { io } from "socket.io-client";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { createApi, type Api } from "../../e2e/harness/api.ts";
import { until } from "../../e2e/harness/until.ts";

/**
 * A screen without a browser: it fetches after each connect, adds what it
 * hears, and connects again when its line is cut.
 */
export type Watcher = {
  name: string;
  /** Ids of the messages that it knows, from a fetch or an event. */
  known: Set<string>;
  /** Messages in the order in which their events came. */
  heard: Message[];
  connects(): number;
  /** Messages whose event came more than once. */
  twice(): string[];
  close(): void;
};

export type WatcherInput = { name: string; url: string; token: string };

const FETCH_MS = 120_000;

/** Opens the socket by WebSocket alone, and waits for the first fetch. */
export async function openWatcher(input: WatcherInput): Promise<Watcher> {
  const { name, url, token } = input;
  const api = createApi(url, { token });
  const known = new Set<string>();
  const heard: Message[] = [];
  let connects = 0;
  let fetches = 0;
  const socket = io(url, {
    forceNew: true,
    transports: ["websocket"],
    reconnectionDelay: 100,
    reconnectionDelayMax: 500,
    auth: { token },
  });
  socket.on("message.created", ({ message }: LiveEvents["message.created"]) => {
    heard.push(message);
    known.add(message.id);
  });
  socket.on("connect", () => {
    connects += 1;
    until(
      `${name} fetches`,
      async () => {
        for (const { id } of await allMessages(api)) known.add(id);
        return true;
      },
      FETCH_MS,
    ).then(
      () => (fetches += 1),
      () => undefined, // it then lacks messages, and the check says which screen
    );
  });
  await until(`${name} is connected`, () => fetches > 0);
  return {
    name,
    known,
    heard,
    connects: () => connects,
    twice: () =>
      heard
        .map(({ id }) => id)
        .filter((id, index, all) => all.indexOf(id) !== index),
    close: () => void socket.disconnect(),
  };
}

/** Every message of every thread that this caller may see, without lines of the system. */
export async function allMessages(api: Api): Promise<Message[]> {
  const threads = await api.all<Thread>("/threads");
  const lists = await Promise.all(
    threads.map(({ id }) => api.all<Message>(`/threads/${id}/messages`)),
  );
  return lists.flat().filter(({ kind }) => kind === "message");
}
