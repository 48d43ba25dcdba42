import type {
  Received,
  WebhookRequest,
  WebhookSource,
} from "#server/channels/channel.ts";
import { readEvents } from "#server/channels/api/events.ts";
import { parseJson } from "#server/channels/common/json.ts";
import { constantTimeEqual } from "#server/runtime/crypto.ts";

const BEARER = /^Bearer (.+)$/i;

/** POST with the channel's token. What is wrong with a body is said in the answer, and nothing of it is kept. */
export function receive(
  { method, headers, body }: WebhookRequest,
  { secrets }: WebhookSource,
): Received {
  if (method === "GET") return refused(405, "Post the events to this address.");
  const header = (headers as Headers).get("authorization") ?? "";
  const token = BEARER.exec(header)?.[1]?.trim() ?? "";
  // No early end: the time must not tell which token it was.
  const fits = secrets
    .map((secret) => secret !== "" && constantTimeEqual(token, secret))
    .some(Boolean);
  if (!fits) return refused(401, "The token is missing or wrong.");
  const json = parseJson(body);
  if (!json.ok) return malformed([{ path: "", message: "This is not JSON." }]);
  const read = readEvents(json.value);
  if (!read.ok) return malformed(read.errors);
  const answer = { status: 200, body: { accepted: read.events.length } };
  return { kind: "store", answer };
}

function refused(status: number, detail: string): Received {
  return {
    kind: "refused",
    answer: { status, body: { status, title: "Refused", detail } },
    accountIds: [],
  };
}

function malformed(errors: { path: string; message: string }[]): Received {
  const status = 422;
  const detail = "Nothing was stored. Mend the events and send them again.";
  return {
    kind: "malformed",
    answer: {
      status,
      body: { status, title: "Invalid events", detail, errors },
    },
  };
}
