import {
  gettingStartedSchema,
  updateGettingStartedSchema,
} from "#contract/company/getting-started.ts";
import {
  getGettingStarted,
  updateGettingStarted,
} from "#server/domain/settings/getting-started.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** The checklist of the first day. */
export function gettingStartedRoutes(api: Api): void {
  const of = {
    tag: "Administration",
    path: "/settings/getting-started",
    answer: gettingStartedSchema,
  } as const;
  endpoint(
    api,
    {
      ...of,
      method: "get",
      name: "getGettingStarted",
      summary: "Get the checklist of the first day",
      description:
        "Requires the admin role. A step is done when the installation has what it leads to.",
    },
    ({ context, actor }) => getGettingStarted(context, actor),
  );
  endpoint(
    api,
    {
      ...of,
      method: "patch",
      name: "updateGettingStarted",
      summary: "Put the checklist of the first day away",
      description:
        "Requires the admin role. `hidden` puts the checklist away for all admins, or brings it back.",
      body: updateGettingStartedSchema,
    },
    ({ context, actor, body }) => updateGettingStarted(context, actor, body),
  );
}
