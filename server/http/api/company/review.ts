import {
  createReviewerSchema,
  reviewerLogInSchema,
  reviewSchema,
  updateReviewSchema,
} from "#contract/review/review.ts";
import {
  addReviewer,
  changeReview,
  getReview,
  removeReviewer,
} from "#server/pipeline/jobs/channels/review-check.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

const PATH = "/review/{channelId}";

/** The requirements of a page's app review at Meta. */
export function reviewRoutes(api: Api): void {
  const tag = "App review";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: PATH,
      name: "getReview",
      summary: "Get the app review kit of a channel",
      description:
        "The texts for Meta’s forms in three languages with the names and addresses of this installation, the checklist, and the reviewer. `{email}` and `{password}` in the instructions stand for a log-in that is not shown.",
      answer: reviewSchema,
      problems: ["not_supported"],
    },
    ({ context, actor, params }) =>
      getReview(context, actor, params["channelId"] ?? ""),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: PATH,
      name: "updateReview",
      summary: "Update the state of an app review",
      description:
        "Requires the admin role. `approved` disables the reviewers of the channel. `confirmed` replaces what was confirmed of the checklist.",
      body: updateReviewSchema,
      answer: reviewSchema,
      problems: ["not_supported"],
    },
    async ({ context, actor, params, body }) => {
      const changed = await changeReview(
        context,
        actor,
        params["channelId"] ?? "",
        body,
      );
      api.host.accessChanged();
      return changed;
    },
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: `${PATH}/reviewer`,
      name: "createReviewer",
      summary: "Create the reviewer of a channel",
      description:
        "Requires the admin role. The account sees this channel alone, for 60 days. The answer shows the password once. With `renew`, a standing reviewer gets a new password and a new end.",
      body: createReviewerSchema,
      bodyOptional: true,
      answer: reviewerLogInSchema,
      status: 201,
      problems: ["already_exists", "not_supported"],
    },
    async ({ context, actor, params, body }) => {
      const made = await addReviewer(
        context,
        actor,
        params["channelId"] ?? "",
        body,
      );
      api.host.accessChanged();
      return made;
    },
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: `${PATH}/reviewer`,
      name: "deleteReviewer",
      summary: "Disable the reviewer of a channel",
      description:
        "Requires the admin role. The reviewer is signed out, and their conversations return.",
      problems: ["not_supported"],
    },
    async ({ context, actor, params }) => {
      await removeReviewer(context, actor, params["channelId"] ?? "");
      api.host.accessChanged();
    },
  );
}
