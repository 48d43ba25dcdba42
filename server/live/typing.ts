import type { Socket } from "socket.io";
import { idSchema } from "#contract/base/ids.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { typingSchema } from "#contract/threads/message-requests.ts";
import {
  setTyping,
  type Signalling,
} from "#server/pipeline/outbound/signals.ts";

const relaySchema = typingSchema.extend({ threadId: idSchema });

/** A screen sends it every few seconds, and at the end; with many threads open a little more. */
const MAX_PACKETS = 20;
const WINDOW_MS = 5_000;
/** No screen of ours sends as many: reading them costs as much as handling them. */
const FLOOD_PACKETS = 2_000;

/** `typing {threadId, on}` from a screen: the same as POST /threads/{id}/typing, without a request. */
export function relayTyping(
  signalling: Signalling,
  socket: Pick<Socket, "on" | "conn">,
  typist: () => Promise<Actor | null>,
): void {
  let windowFrom = 0;
  let packets = 0;
  socket.on("typing", (raw: unknown) => {
    const now = performance.now();
    if (now - windowFrom > WINDOW_MS) {
      windowFrom = now;
      packets = 0;
    }
    packets += 1;
    // Starts and ends alike: each is a query to the database.
    if (packets > MAX_PACKETS) {
      if (packets > FLOOD_PACKETS) socket.conn.close();
      return;
    }
    const input = relaySchema.safeParse(raw);
    if (!input.success) return;
    const relay = async () => {
      const actor = await typist();
      if (actor) await setTyping(signalling, actor, input.data);
    };
    relay().catch((error: unknown) => {
      signalling.context.log.debug({ err: error }, "typing not relayed");
    });
  });
}
