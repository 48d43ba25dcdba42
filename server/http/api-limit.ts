import { RateLimiterMemory } from "rate-limiter-flexible";
import { consume } from "#server/auth/sign-in-limit.ts";
import { EdgeError } from "#server/http/problem.ts";

/** Requests a minute and process. Bounds a program that runs wild; people and busy integrations stay far below. */
export type ApiRates = { perAgent: number; perUnknownAddress: number };

export type ApiLimit = {
  /** @throws EdgeError too_many_requests, with Retry-After */
  agent(agentId: string): Promise<void>;
  /** Who has not said who they are. @throws EdgeError too_many_requests */
  unknown(address: string): Promise<void>;
};

export const defaultApiRates: ApiRates = {
  perAgent: 12_000,
  perUnknownAddress: 1_200,
};

const WINDOW_SECONDS = 60;

export function createApiLimit(rates: ApiRates): ApiLimit {
  const agents = limiter(rates.perAgent);
  const addresses = limiter(rates.perUnknownAddress);
  return {
    agent: (agentId) => take(agents, agentId),
    unknown: (address) => take(addresses, address),
  };
}

function limiter(points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
}

async function take(limit: RateLimiterMemory, key: string): Promise<void> {
  const seconds = await consume(limit, key);
  if (seconds > 0) {
    throw new EdgeError("too_many_requests", {
      "retry-after": String(seconds),
    });
  }
}
