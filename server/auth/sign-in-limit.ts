import { setTimeout as passing } from "node:timers/promises";
import type { Database } from "#server/db/client.ts";
import { createSharedCounter } from "#server/domain/access/sign-in/shared-counter.ts";

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
  giveBack(key: SignInKey): Promise<void>;
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
 * Counts in the database, for all nodes. Only the waits between attempts at an
 * account that is guessed at are of this process.
 */
export function createSignInLimit({
  db,
  gapMs = GAP_MS,
}: {
  db: Pick<Database, "sql">;
  gapMs?: number;
}): SignInLimit {
  const counter = (name: string, points: number) =>
    createSharedCounter(db, {
      name: `sign_in ${name}`,
      points,
      windowSeconds: WINDOW_SECONDS,
    });
  const byAddress = counter("address", TRIES_PER_ADDRESS);
  const byBoth = counter("address_email", TRIES_PER_ADDRESS_AND_EMAIL);
  const byDevice = counter("device", TRIES_PER_DEVICE);
  const byEmail = counter("email", QUICK_TRIES_PER_EMAIL);
  const turns = createTurns(gapMs);
  const bothOf = ({ address, email }: SignInKey) => `${address} ${email}`;
  const deviceOf = ({ device, email }: SignInKey) => `${device} ${email}`;

  return {
    async take(key) {
      if (key.device) return refused(await byDevice.take(deviceOf(key)));
      // A refused attempt counts nowhere else.
      const locked =
        (await byAddress.take(key.address)) || (await byBoth.take(bothOf(key)));
      if (locked > 0) return refused(locked);
      if ((await byEmail.take(key.email)) === 0) return refused(0);
      return refused(await turns.wait(key.email));
    },
    async giveBack(key) {
      if (key.device) return byDevice.giveBack(deviceOf(key));
      await byAddress.giveBack(key.address);
      await byBoth.giveBack(bothOf(key));
      await byEmail.giveBack(key.email);
    },
  };
}

function refused(seconds: number): { retryAfterSeconds: number | null } {
  return { retryAfterSeconds: seconds > 0 ? seconds : null };
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
