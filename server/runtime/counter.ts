import { createHash } from "node:crypto";

/**
 * Counts by key within a window of time. Its memory is bounded whatever keys
 * strangers make up: each key is kept as a short hash, and the oldest are
 * removed when there are too many.
 */
export type Counter = {
  /** Uses one up. Returns 0 if one was left, else the seconds until one is. Refused calls are not counted. */
  take(key: string): number;
  /** The seconds until one is left, without using any up. */
  look(key: string): number;
  giveBack(key: string): void;
};

export type CounterOptions = {
  points: number;
  windowSeconds: number;
  maxKeys?: number;
  now?: () => number;
};

const MAX_KEYS = 50_000;

export function createCounter({
  points,
  windowSeconds,
  maxKeys = MAX_KEYS,
  now = () => performance.now(),
}: CounterOptions): Counter {
  const windowMs = windowSeconds * 1000;
  const taken = new Map<string, { count: number; until: number }>();

  function entryOf(key: string) {
    const entry = taken.get(key);
    return entry && entry.until > now() ? entry : null;
  }

  function waitOf(key: string): number {
    const entry = entryOf(key);
    if (!entry || entry.count < points) return 0;
    return Math.max(1, Math.ceil((entry.until - now()) / 1000));
  }

  return {
    look: (key) => waitOf(hash(key)),
    take(raw) {
      const key = hash(raw);
      const wait = waitOf(key);
      if (wait > 0) return wait;
      const entry = entryOf(key);
      if (entry) {
        entry.count += 1;
        return 0;
      }
      taken.delete(key); // moves an old one to the end of the map
      for (const oldest of taken.keys()) {
        if (taken.size < maxKeys) break;
        taken.delete(oldest);
      }
      taken.set(key, { count: 1, until: now() + windowMs });
      return 0;
    },
    giveBack(raw) {
      const entry = entryOf(hash(raw));
      if (entry && entry.count > 0) entry.count -= 1;
    },
  };
}

function hash(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, 22);
}
