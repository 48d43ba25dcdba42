import type {
  AccountOutcome,
  ActionOutcome,
} from "#server/channels/channel.ts";
import type { VendorError } from "#server/channels/outbound-message.ts";
import type {
  PageTarget,
  PersonTarget,
} from "#server/channels/messenger/target.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph, GraphResult } from "#server/channels/meta/graph.ts";
import {
  asFlag,
  asLine,
  asList,
  asObject,
  asText,
} from "#server/channels/common/json.ts";

const MAX_NAME_LENGTH = 120;

/** Name and picture of the page; the picture's address expires. */
export async function pageInfo(
  graph: Graph,
  target: PageTarget,
): Promise<AccountOutcome> {
  const result = await graph.call({
    method: "GET",
    path: [target.accountId],
    query: { fields: "name,picture" },
    ...credentials(target),
  });
  if (result.kind === "failed") return toFailure(result);
  const picture = asObject(asObject(result.body["picture"])?.["data"]);
  return {
    kind: "known",
    name: asLine(result.body["name"], MAX_NAME_LENGTH) ?? target.accountId,
    pictureUrl: asText(picture?.["url"]),
  };
}

/** The rights of the token's owner on the page, in Meta's terms. Null: not told. */
export async function readTasks(
  graph: Graph,
  target: PageTarget,
): Promise<string[] | null> {
  const result = await graph.call({
    method: "GET",
    path: [target.accountId],
    query: { fields: "tasks" },
    ...credentials(target),
  });
  if (result.kind === "failed") return null;
  const tasks = asList(result.body["tasks"]).flatMap(
    (task) => asText(task) ?? [],
  );
  return tasks.length > 0 ? tasks : null;
}

/**
 * Takes the thread from the app that has it. Refused with `other_app_controls`
 * where ours is not the page's default app.
 */
export async function takeThreadControl(
  graph: Graph,
  target: PersonTarget,
  metadata?: string,
): Promise<ActionOutcome> {
  return toDone(
    await graph.call({
      method: "POST",
      path: [target.accountId, "take_thread_control"],
      ...credentials(target),
      body: {
        json: {
          recipient: { id: target.recipientId },
          ...(metadata === undefined ? {} : { metadata }),
        },
      },
    }),
  );
}

export function credentials(target: PageTarget) {
  return { token: target.accessToken, appSecret: target.appSecret };
}

/** `success` has been seen as true and as "true"; false comes without a reason. */
export function toDone(result: GraphResult): ActionOutcome {
  if (result.kind === "failed") return toFailure(result);
  const { success } = result.body;
  if (success === undefined || asFlag(success)) return { kind: "done" };
  return { kind: "refused", error: NO_SUCCESS };
}

const NO_SUCCESS: VendorError = {
  key: "unknown",
  code: null,
  subcode: null,
  message: "The answer says that it was not done.",
  trace: null,
};
