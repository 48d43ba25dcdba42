import type { Actor } from "#server/domain/access/actor.ts";

/** The values that every request of the Hono app carries. */
export type HttpEnv = {
  Variables: {
    /** In the answer and in the log; see app.ts. */
    requestId: string;
    address: string;
    actor?: Actor;
    /** For a caller with a cookie. */
    sessionId?: string;
  };
};
