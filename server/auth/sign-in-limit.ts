import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Counts tries to sign in; a right password takes its own try back. */
export type SignInLimit = {
  /** Takes one try. `retryAfterSeconds` is null while there are tries left. */
  take(key: SignInKey): Promise<{ retryAfterSeconds: number | null }>;
  giveBack(key: SignInKey): Promise<void>;
};

export type SignInKey = { address: string; email: string };

const WINDOW_SECONDS = 15 * 60;
const TRIES_PER_ADDRESS_AND_EMAIL = 10;
/** An office behind one address has many people who mistype. */
const TRIES_PER_ADDRESS = 100;
/** A password guessed from many addresses at once. */
const TRIES_PER_EMAIL = 60;

/**
 * Kept in this process: with several nodes a guesser has that many times the
 * tries, which is still far too few.
 */
export function createSignInLimit(): SignInLimit {
  const limits = [
    {
      limiter: limiter(TRIES_PER_ADDRESS_AND_EMAIL),
      keyOf: ({ address, email }: SignInKey) => `${address} ${email}`,
    },
    {
      limiter: limiter(TRIES_PER_ADDRESS),
      keyOf: ({ address }: SignInKey) => address,
    },
    {
      limiter: limiter(TRIES_PER_EMAIL),
      keyOf: ({ email }: SignInKey) => email,
    },
  ];
  return {
    async take(key) {
      // Before the password is looked at, so that parallel guesses all count.
      const waits = await Promise.all(
        limits.map((limit) => consume(limit.limiter, limit.keyOf(key))),
      );
      const longest = Math.max(...waits);
      return { retryAfterSeconds: longest > 0 ? longest : null };
    },
    async giveBack(key) {
      await Promise.all(
        limits.map((limit) => limit.limiter.reward(limit.keyOf(key), 1)),
      );
    },
  };
}

function limiter(points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
}

/** Seconds to wait; 0: go on. */
export async function consume(
  limiter: RateLimiterMemory,
  key: string,
): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
  }
}
