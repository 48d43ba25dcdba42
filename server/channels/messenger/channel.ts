import type { Channel } from "#server/channels/channel.ts";
import { parse } from "#server/channels/messenger/parse.ts";
import { send } from "#server/channels/messenger/send.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import { verifySignature } from "#server/channels/meta/signature.ts";

/** Messenger as one channel among others. Safe to share: it holds no state. */
export function createMessengerChannel(graph: Graph): Channel {
  return {
    kind: "messenger",
    verify: (raw, headers, secret) => verifySignature(raw, headers, [secret]),
    parse,
    send: (target, message, signal) => send(graph, target, message, signal),
  };
}
