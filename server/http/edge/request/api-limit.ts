import type {
  SharedLimit,
  SharedLimits,
} from "#server/domain/access/shared-limits.ts";
import { EdgeError } from "#server/http/edge/response/problem.ts";

/** Requests per minute, at all nodes together. It bounds a runaway program; people and busy integrations stay far below. */
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

export function createApiLimit(
  limits: SharedLimits,
  { perAgent, perUnknownAddress }: ApiRates,
): ApiLimit {
  const limit = (name: string, points: number) =>
    limits.limit({
      name: `api ${name}`,
      points,
      windowSeconds: WINDOW_SECONDS,
    });
  const agents = limit("agent", perAgent);
  const addresses = limit("address", perUnknownAddress);
  return {
    agent: (agentId) => take(agents, agentId),
    unknown: (address) => take(addresses, address),
  };
}

function take(limit: SharedLimit, key: string): void {
  const seconds = limit.take(key);
  if (seconds > 0) {
    throw new EdgeError("too_many_requests", {
      "retry-after": String(seconds),
    });
  }
}
