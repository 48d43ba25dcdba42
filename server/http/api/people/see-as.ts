import { z } from "zod";
import { timeSchema } from "#contract/base/ids.ts";
import { SEE_AS_MINUTES } from "#contract/people/see-as.ts";
import { startSeeingAs, stopSeeingAs } from "#server/domain/people/see-as.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** The console as another person sees it, read-only. */
export function seeAsRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      tag: "Agents",
      path: "/agents/{id}/see-as",
      name: "startSeeingAs",
      summary: "See the console as an agent",
      description: `For ${SEE_AS_MINUTES} minutes at most, this browser’s session reads what the agent may read, live events included. Every change is refused with read_only_view. The audit log has the start and the end. Requires the admin role, and no agent whose role is above it.`,
      answer: z.object({ until: timeSchema }),
      status: 201,
      problems: ["not_supported", "wrong_state"],
    },
    async ({ context, actor, id: agentId, call }) => {
      const sessionId = call.get("sessionId");
      const { until } = await startSeeingAs(context, actor, {
        agentId,
        sessionId,
      });
      api.host.accessChanged();
      return { until: until.toISOString() };
    },
  );
  endpoint(
    api,
    {
      method: "delete",
      tag: "Me",
      path: "/me/see-as",
      name: "stopSeeingAs",
      reviewers: "own",
      summary: "Return to your own console",
      description: "Does nothing for a caller who sees their own.",
    },
    async ({ context, actor, call }) => {
      await stopSeeingAs(context, actor, call.get("sessionId"));
      api.host.accessChanged();
    },
  );
}
