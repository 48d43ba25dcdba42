import { EdgeError } from "#server/http/edge/response/problem.ts";
import { createCounter, type Counter } from "#server/runtime/counter.ts";

/** Requests per minute and process. It bounds a runaway program; people and busy integrations stay far below. */
export type ApiRates = { perAgent: number; perUnknownAddress: number };

export type ApiLimit = {
  /** @throws EdgeError too_many_requests, with Retry-After */
  agent(agentId: string): void;
  /** For callers who have not identified themselves. @throws EdgeError too_many_requests */
  unknown(address: string): void;
};

export const defaultApiRates: ApiRates = {
  perAgent: 12_000,
  perUnknownAddress: 1_200,
};

const WINDOW_SECONDS = 60;

export function createApiLimit(rates: ApiRates): ApiLimit {
  const agents = counter(rates.perAgent);
  const addresses = counter(rates.perUnknownAddress);
  return {
    agent: (agentId) => take(agents, agentId),
    unknown: (address) => take(addresses, address),
  };
}

function counter(points: number): Counter {
  return createCounter({ points, windowSeconds: WINDOW_SECONDS });
}

function take(limit: Counter, key: string): void {
  const seconds = limit.take(key);
  if (seconds > 0) {
    throw new EdgeError("too_many_requests", {
      "retry-after": String(seconds),
    });
  }
}
