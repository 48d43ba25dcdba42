import type { Socket } from "socket.io";
import type { Context } from "#server/domain/context.ts";
import { setDeviceVisible } from "#server/domain/people/account/devices.ts";

/** Changes within this time become one write. */
const SETTLE_MS = 300;

/**
 * `visible {visible}` from a screen: whether its tab is in sight. While one
 * is, nothing is pushed to the agent's devices.
 */
export function relayVisibility(
  context: Context,
  socket: Pick<Socket, "id" | "on">,
): void {
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;
  socket.on("visible", (raw: unknown) => {
    if (typeof raw !== "boolean") return;
    wanted = raw;
    timer ??= setTimeout(() => {
      timer = undefined;
      setDeviceVisible(context, socket.id, wanted).catch((error: unknown) =>
        context.log.debug({ err: error }, "visibility not recorded"),
      );
    }, SETTLE_MS);
  });
  socket.on("disconnect", () => clearTimeout(timer));
}
