import type { Context } from "#server/domain/context.ts";
import { noteReceiving } from "#server/domain/channels/outage.ts";
import {
  beatNode,
  endNode,
  NODE_BEAT_MS,
} from "#server/domain/people/devices.ts";

/** Other processes take a process for alive as long as it writes its heartbeat. */
export type Heartbeat = {
  nodeId: string;
  /** Ends the heartbeat in good order, with all devices of this process. */
  stop(): Promise<void>;
};

export type HeartbeatOptions = {
  nodeId: string;
  /** Called when other processes took this one for dead: its agents got no events meanwhile. */
  onLost(): void;
  /** It takes webhooks: while none of these lives, what is delivered is lost. */
  receives: boolean;
};

/** Writes the heartbeat of this process now and at every interval. If a beat fails, the next one makes up for it. */
export function startHeartbeat(
  context: Context,
  { nodeId, onLost, receives }: HeartbeatOptions,
): Heartbeat {
  let beating: Promise<void> = Promise.resolve();

  async function beat(): Promise<void> {
    try {
      if (receives) await noteReceiving(context);
      const { wasLost } = await beatNode(context, nodeId);
      if (wasLost) onLost();
    } catch (error) {
      context.log.warn({ err: error }, "heartbeat not written");
    }
  }

  // Beats run one after another: a late one must not revive a process that has stopped.
  const next = () => (beating = beating.then(beat));
  void next();
  const timer = setInterval(() => void next(), NODE_BEAT_MS);
  return {
    nodeId,
    async stop() {
      clearInterval(timer);
      await beating;
      if (receives)
        await noteReceiving(context).catch((error: unknown) => {
          context.log.warn({ err: error }, "last heartbeat not written");
        });
      await endNode(context, nodeId);
    },
  };
}
