import { io } from "socket.io-client";
import type { LiveEvents } from "#contract/live/live-events.ts";
import type { Message } from "#contract/threads/message.ts";
import { createApi } from "../../e2e/harness/api.ts";
import { until } from "../../e2e/harness/until.ts";
import { allMessages } from "../nodes/watcher.ts";

/** A screen without a browser: fetched state, and events over it. The higher version counts. */
export type FaultScreen = {
  /** By message, its version. */
  held: ReadonlyMap<string, number>;
  connects(): number;
  close(): void;
};

const FETCH_MS = 120_000;

/** Fetches after each connect, for as long as it takes, and connects again when its line is cut. */
export async function openFaultScreen(
  url: string,
  token: string,
): Promise<FaultScreen> {
  const api = createApi(url, { token });
  const held = new Map<string, number>();
  let connects = 0;
  let isClosed = false;
  const hold = ({ id, version, kind }: Message) => {
    if (kind === "message" && version > (held.get(id) ?? -1))
      held.set(id, version);
  };
  const socket = io(url, {
    forceNew: true,
    transports: ["websocket"],
    reconnectionDelay: 200,
    reconnectionDelayMax: 1_000,
    auth: { token },
  });
  socket.on("message.created", (payload: LiveEvents["message.created"]) =>
    hold(payload.message),
  );
  socket.on("message.updated", (payload: LiveEvents["message.updated"]) =>
    hold(payload.message),
  );
  socket.on("connect", () => {
    connects += 1;
    const mine = connects;
    // A later connect fetches again.
    const fetchAll = async () => {
      if (isClosed || mine !== connects) return true;
      for (const message of await allMessages(api)) hold(message);
      return true;
    };
    until("a screen fetches", fetchAll, FETCH_MS).catch(() => undefined); // it then differs from what is stored
  });
  await until("a screen is connected", () => connects > 0);
  return {
    held,
    connects: () => connects,
    close() {
      isClosed = true;
      socket.disconnect();
    },
  };
}
