import { io } from "socket.io-client";
import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import { until } from "./until.ts";

/** An agent's live connection, and everything it has been told. */
export type Screen = {
  heard: { [Name in LiveEventName]: LiveEvents[Name][] };
  /** The first payload of that event that fits, now or later. */
  hear<Name extends LiveEventName>(
    name: Name,
    fits?: (payload: LiveEvents[Name]) => boolean,
    withinMs?: number,
  ): Promise<LiveEvents[Name]>;
  /** Why the connection was cut; null while it is open. */
  cut(): string | null;
  send(event: string, payload: unknown): void;
  close(): void;
};

const HEAR_MS = 10_000;

/**
 * Opens `/socket.io` with a token or a session cookie.
 * @throws Error with the words of the refusal
 */
export async function openScreen(
  appUrl: string,
  credentials: { token?: string; cookie?: string },
): Promise<Screen> {
  const { token, cookie } = credentials;
  const socket = io(appUrl, {
    forceNew: true,
    transports: ["websocket"],
    ...(token === undefined ? {} : { auth: { token } }),
    ...(cookie === undefined ? {} : { extraHeaders: { cookie } }),
  });
  const heard: Screen["heard"] = {
    "message.created": [],
    "message.updated": [],
    "thread.updated": [],
    "thread.removed": [],
    "schedule.changed": [],
    "offer.created": [],
    "offer.ended": [],
    "access.changed": [],
    "lead.created": [],
    "lead.updated": [],
    "lead.removed": [],
    "customer.changed": [],
    "labels.changed": [],
    "board.changed": [],
    "draft.updated": [],
    "viewers.updated": [],
    "alert.created": [],
    "alert.ended": [],
    "notification.created": [],
    "notification.read": [],
    "channel.updated": [],
    "settings.updated": [],
    "version.changed": [],
    "presence.updated": [],
    typing: [],
  };
  socket.onAny((name: string, payload: unknown) => {
    heard[name as LiveEventName].push(payload as never);
  });
  let reason: string | null = null;
  socket.on("disconnect", (why) => (reason = why));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", (error) => {
      socket.disconnect();
      reject(error);
    });
  });
  return {
    heard,
    hear: (name, fits = () => true, withinMs = HEAR_MS) =>
      until(
        `${name} is heard`,
        () => heard[name].find((payload) => fits(payload)),
        withinMs,
      ),
    cut: () => reason,
    send: (event, payload) => void socket.emit(event, payload),
    close: () => void socket.disconnect(),
  };
}
