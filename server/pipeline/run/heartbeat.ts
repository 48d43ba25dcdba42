import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Context } from "#server/domain/context.ts";
import { noteReceiving } from "#server/domain/channels/health/outage.ts";
import {
  beatNode,
  endNode,
  NODE_BEAT_MS,
  type NodeFacts,
} from "#server/domain/people/account/devices.ts";

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
  role: NodeFacts["role"];
};

/** Writes the heartbeat of this process now and at every interval. If a beat fails, the next one makes up for it. */
export function startHeartbeat(
  context: Context,
  { nodeId, onLost, receives, role }: HeartbeatOptions,
): Heartbeat {
  let beating: Promise<void> = Promise.resolve();
  const about = { role, version: readVersion(), hostname: os.hostname() };

  async function beat(): Promise<void> {
    try {
      if (receives) await noteReceiving(context);
      const { wasLost } = await beatNode(context, nodeId, about);
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

/** The version in package.json. Every program of ours runs in the repository. */
export function readVersion(): string {
  const text = fs.readFileSync(path.resolve("package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
