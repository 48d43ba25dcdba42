import type { Context } from "#server/domain/context.ts";
import {
  beatNode,
  endNode,
  NODE_BEAT_MS,
} from "#server/domain/people/devices.ts";

/** A process is alive for the others as long as it writes its heartbeat. */
export type Heartbeat = {
  nodeId: string;
  /** Ends it in good order, with all devices of this process. */
  stop(): Promise<void>;
};

export type HeartbeatOptions = {
  nodeId: string;
  /** Others took this process for dead, and told its agents nothing meanwhile. */
  onLost(): void;
};

/** Writes the heartbeat of this process now and from now on. A beat that fails is made up for by the next. */
export function startHeartbeat(
  context: Context,
  { nodeId, onLost }: HeartbeatOptions,
): Heartbeat {
  let beating: Promise<void> = Promise.resolve();

  async function beat(): Promise<void> {
    try {
      const { wasLost } = await beatNode(context, nodeId);
      if (wasLost) onLost();
    } catch (error) {
      context.log.warn({ err: error }, "heartbeat not written");
    }
  }

  // One after another: a late one must not bring back a process that has stopped.
  const next = () => (beating = beating.then(beat));
  void next();
  const timer = setInterval(() => void next(), NODE_BEAT_MS);
  return {
    nodeId,
    async stop() {
      clearInterval(timer);
      await beating;
      await endNode(context, nodeId);
    },
  };
}
