import type { IncomingMessage } from "node:http";
import type { Host } from "#server/auth/host.ts";
import type { SharedLimits } from "#server/domain/access/shared-limits.ts";
import { callerAddress } from "#server/runtime/caller-address.ts";

/**
 * Bounds what strangers and runaway programs may cost before they are
 * identified: refused handshakes are counted by address, at all nodes
 * together, and a process checks only a few at once, so that a thousand of
 * them leave the database to the webhooks.
 */
export type HandshakeLimit = {
  /** Whether this request may begin a session. It is asked before anything is made for it. */
  mayBegin(incoming: IncomingMessage): boolean;
  /** Runs the check after those before it. A null result counts against the address. */
  looking<T>(
    incoming: IncomingMessage,
    look: () => Promise<T | null>,
  ): Promise<T | null>;
};

const REFUSALS_A_MINUTE = 100;
/** Fewer than the database has connections. */
const LOOKS_AT_ONCE = 6;

export function createHandshakeLimit(
  { trustedProxies }: Pick<Host, "trustedProxies">,
  limits: SharedLimits,
): HandshakeLimit {
  const refusals = limits.limit({
    name: "handshake refused",
    points: REFUSALS_A_MINUTE,
    windowSeconds: 60,
  });
  const waiting: (() => void)[] = [];
  let looks = 0;

  async function turn(): Promise<void> {
    if (looks < LOOKS_AT_ONCE) {
      looks += 1;
      return;
    }
    // A check that ends passes its place to the next.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function end(): void {
    const next = waiting.shift();
    if (next) next();
    else looks -= 1;
  }

  const addressOf = (incoming: IncomingMessage) =>
    callerAddress(incoming, trustedProxies);

  return {
    mayBegin: (incoming) => refusals.look(addressOf(incoming)) === 0,
    async looking(incoming, look) {
      const address = addressOf(incoming);
      await turn();
      try {
        // Many may have begun before the first was refused.
        if (refusals.look(address) > 0) return null;
        const found = await look();
        if (found === null) refusals.take(address);
        return found;
      } finally {
        end();
      }
    },
  };
}
