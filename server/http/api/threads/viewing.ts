import {
  threadViewersSchema,
  viewingSchema,
} from "#contract/threads/viewing.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import {
  listThreadViewers,
  setViewing,
} from "#server/pipeline/outbound/signals.ts";

/** Routes of the agents who have a thread on their screen now. */
export function viewingRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag: "Threads",
      path: "/threads/{id}/viewers",
      name: "listThreadViewers",
      reviewers: "own",
      summary: "List who has a thread open",
      description:
        "The agents who look at it, write a reply, or have it in a tab that is not in sight (open). Changes come with viewers.updated.",
      answer: threadViewersSchema,
    },
    async ({ services, actor, id }) => ({
      items: await listThreadViewers(services, actor, id),
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Threads",
      path: "/threads/{id}/viewing",
      name: "setViewing",
      reviewers: "own",
      summary: "Say that you have a thread open",
      description:
        "Repeat it every 20 seconds while the thread is on the screen, say open while its tab is not in sight, and send left at the end. Nothing is stored.",
      body: viewingSchema,
    },
    async ({ services, actor, id, body }) => {
      await setViewing(services, actor, { threadId: id, state: body.state });
      return undefined;
    },
  );
}
