import {
  checkChannelSchema,
  checkedChannelSchema,
  guideSchema,
  updateDraftSchema,
  updateGuideSchema,
} from "#contract/channels/guide.ts";
import {
  deleteDraft,
  getDraft,
  getGuide,
  updateDraft,
  updateGuide,
} from "#server/domain/channels/connect/guide.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { checkPasted } from "#server/pipeline/jobs/channels/check-credentials.ts";

/** The guide that connects a page: the caller's draft, and how far a connected page is. */
export function channelGuideRoutes(api: Api): void {
  const tag = "Channels";
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/channels/check",
      name: "checkChannelValues",
      summary: "Check a page’s values",
      description:
        "Asks Meta about a token, an app and a page before they are saved. A wrong value is named with its reason. Nothing is saved and nothing is changed at Meta.",
      body: checkChannelSchema,
      answer: checkedChannelSchema,
      problems: ["meta_unreachable"],
    },
    ({ services, actor, body }) => checkPasted(services, actor, body),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/draft",
      name: "getChannelDraft",
      summary: "Get the draft of a connection",
      description:
        "The steps of the guide and what the caller has entered so far. Secrets are not part of a draft.",
      answer: guideSchema,
    },
    ({ context, actor }) => getDraft(context, actor),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/channels/draft",
      name: "updateChannelDraft",
      summary: "Update the draft of a connection",
      body: updateDraftSchema,
      answer: guideSchema,
    },
    ({ context, actor, body }) => updateDraft(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/channels/draft",
      name: "deleteChannelDraft",
      summary: "Delete the draft of a connection",
    },
    ({ context, actor }) => deleteDraft(context, actor),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/channels/{id}/guide",
      name: "getChannelGuide",
      summary: "Get the steps that connect a page",
      description:
        "Each step with who says that it is done: a check that saw it, or a person who ticked it.",
      answer: guideSchema,
      problems: ["not_supported"],
    },
    ({ context, actor, id }) => getGuide(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/channels/{id}/guide",
      name: "updateChannelGuide",
      summary: "Tick steps of the guide",
      description: "Only steps that no check can see are ticked by hand.",
      body: updateGuideSchema,
      answer: guideSchema,
      problems: ["not_supported"],
    },
    ({ context, actor, id, body }) =>
      updateGuide(context, actor, id, body.ticks),
  );
}
