import {
  explainQuerySchema,
  explanationSchema,
  policySchema,
} from "#contract/people/access.ts";
import { ACTIONS } from "#contract/people/actions.ts";
import { ACTION_KEYS, POLICY } from "#contract/people/policy.ts";
import { explain } from "#server/domain/access/explain/explain.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const tag = "Agents";

/** The table of rights, and reasons for a single right. */
export function accessRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/access/policy",
      name: "getPolicy",
      summary: "Get the table of rights",
      description:
        "What each role may do, and with what: `all` is the whole company, `department` the role’s departments and everything without one, `own` what is theirs. Each operation of this document names its action as `x-policy`.",
      answer: policySchema,
    },
    () =>
      Promise.resolve({
        actions: ACTION_KEYS.map((key) => {
          const { title, operations } = ACTIONS[key];
          const { roles } = POLICY[key];
          return { key, title, operations: [...operations], roles };
        }),
      }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/access/explain",
      name: "explainAccess",
      summary: "Explain a person’s right",
      description:
        "Whether the agent may do the action, with one thread, channel or lead if it is given, and why. The same rules decide as for the agent’s own requests.",
      query: explainQuerySchema,
      answer: explanationSchema,
    },
    ({ context, actor, query }) => explain(context, actor, query),
  );
}
