import { setTimeout as passing } from "node:timers/promises";
import { createCounter } from "#server/runtime/counter.ts";

/**
 * Counts attempts to sign in; a right password returns its own attempt.
 * A stranger must not be able to lock an agent out: a guesser is locked by
 * address, and by address with account. An account that is guessed at from
 * many addresses is only slowed down, one attempt after the other. A browser
 * that has signed in to the account before has attempts of its own.
 */
export type SignInLimit = {
  /**
   * Uses one attempt, after a wait where the account is guessed at.
   * `retryAfterSeconds` is null while attempts are left.
   */
  take(key: SignInKey): Promise<{ retryAfterSeconds: number | null }>;
  giveBack(key: SignInKey): void;
};

export type SignInKey = {
  address: string;
  /** As typed: of any length. */
  email: string;
  /** The id of a browser that has signed in to this account before. */
  device?: string | null;
};

const WINDOW_SECONDS = 15 * 60;
const TRIES_PER_ADDRESS_AND_EMAIL = 10;
const TRIES_PER_DEVICE = 10;
/** An office behind one address has many people who mistype. */
const TRIES_PER_ADDRESS = 100;
/** After these, attempts come one after the other, `gapMs` apart. */
const QUICK_TRIES_PER_EMAIL = 30;
const GAP_MS = 2_000;
/** This many may wait; further attempts are refused with a time to retry. */
const MAX_WAITING = 5;
const MAX_TURNS = 10_000;

/**
 * Kept in this process: with several nodes a guesser has that many times the
 * attempts, which is still far too few.
 */
export function createSignInLimit({ gapMs = GAP_MS } = {}): SignInLimit {
  const byAddress = counter(TRIES_PER_ADDRESS);
  const byBoth = counter(TRIES_PER_ADDRESS_AND_EMAIL);
  const byDevice = counter(TRIES_PER_DEVICE);
  const byEmail = counter(QUICK_TRIES_PER_EMAIL);
  const turns = createTurns(gapMs);
  const bothOf = ({ address, email }: SignInKey) => `${address} ${email}`;
  const deviceOf = ({ device, email }: SignInKey) => `${device} ${email}`;

  return {
    async take(key) {
      if (key.device) return refused(byDevice.take(deviceOf(key)));
      // The cheapest check comes first, and a refused attempt counts nowhere else.
      const locked = byAddress.take(key.address) || byBoth.take(bothOf(key));
      if (locked > 0) return refused(locked);
      if (byEmail.take(key.email) === 0) return refused(0);
      return refused(await turns.wait(key.email));
    },
    giveBack(key) {
      if (key.device) return byDevice.giveBack(deviceOf(key));
      byAddress.giveBack(key.address);
      byBoth.giveBack(bothOf(key));
      byEmail.giveBack(key.email);
    },
  };
}

function refused(seconds: number): { retryAfterSeconds: number | null } {
  return { retryAfterSeconds: seconds > 0 ? seconds : null };
}

function counter(points: number) {
  return createCounter({ points, windowSeconds: WINDOW_SECONDS });
}

/** Lets callers of a key through one after the other, `gapMs` apart. */
function createTurns(gapMs: number) {
  /** When the next caller of a key may go. It holds only keys that are guessed at, so few. */
  const next = new Map<string, number>();
  return {
    /** Waits until it may go: 0. If too many wait already: the seconds until there is room. */
    async wait(key: string): Promise<number> {
      const now = performance.now();
      const turn = Math.max(now, next.get(key) ?? 0);
      const waitMs = turn - now;
      if (waitMs >= gapMs * MAX_WAITING) {
        return Math.max(1, Math.ceil(gapMs / 1000));
      }
      if (next.size >= MAX_TURNS) next.clear();
      next.set(key, turn + gapMs);
      await passing(waitMs);
      return 0;
    },
  };
}
