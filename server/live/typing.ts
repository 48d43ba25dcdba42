import type { Socket } from "socket.io";
import { idSchema } from "#contract/ids.ts";
import { typingSchema } from "#contract/requests.ts";
import { setTyping } from "#server/pipeline/signals.ts";
import type { Context } from "#server/domain/context.ts";
import type { Admitted } from "#server/live/handshake.ts";

const relaySchema = typingSchema.extend({ threadId: idSchema });

/** Screens repeat it every few seconds; more often says nothing new. */
const MIN_GAP_MS = 250;

/** `typing {threadId, on}` from a screen: the same as POST /threads/{id}/typing, without a request. */
export function relayTyping(
  context: Context,
  socket: Pick<Socket, "on"> & { data: Admitted },
): void {
  let last = 0;
  socket.on("typing", (raw: unknown) => {
    const now = Date.now();
    const input = relaySchema.safeParse(raw);
    if (!input.success || (input.data.on && now - last < MIN_GAP_MS)) return;
    last = now;
    setTyping(context, socket.data.actor, input.data).catch(
      (error: unknown) => {
        context.log.debug({ err: error }, "typing not relayed");
      },
    );
  });
}
