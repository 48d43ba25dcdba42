import type { ActionOutcome } from "#server/channels/channel.ts";
import type { PersonTarget } from "#server/channels/messenger/target.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

const ACTION_TIMEOUT_MS = 15_000;

/** Shows or hides "is typing" at the person's side; it ends after about 20 s. */
export function typing(
  graph: Graph,
  target: PersonTarget,
  isOn: boolean,
): Promise<ActionOutcome> {
  return act(graph, target, {
    sender_action: isOn ? "typing_on" : "typing_off",
  });
}

/** Shows the person that the page has read everything so far. */
export function markSeen(
  graph: Graph,
  target: PersonTarget,
): Promise<ActionOutcome> {
  return act(graph, target, { sender_action: "mark_seen" });
}

/** The page's reaction on a message; a new one replaces the old, null removes it. */
export function react(
  graph: Graph,
  target: PersonTarget,
  mid: string,
  emoji: string | null,
): Promise<ActionOutcome> {
  return act(
    graph,
    target,
    emoji === null
      ? { sender_action: "unreact", payload: { message_id: mid } }
      : {
          sender_action: "react",
          payload: { message_id: mid, reaction: emoji },
        },
  );
}

async function act(
  graph: Graph,
  target: PersonTarget,
  action: JsonObject,
): Promise<ActionOutcome> {
  const result = await graph.call({
    method: "POST",
    path: [target.accountId, "messages"],
    token: target.accessToken,
    appSecret: target.appSecret,
    // An action must never travel together with a message (100/2018014).
    body: { json: { recipient: { id: target.recipientId }, ...action } },
    timeoutMs: ACTION_TIMEOUT_MS,
  });
  return result.kind === "ok" ? { kind: "done" } : toFailure(result);
}
