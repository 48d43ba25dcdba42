import type {
  Received,
  WebhookRequest,
  WebhookSource,
} from "#server/channels/channel.ts";
import { parseJson } from "#server/channels/common/json.ts";
import { accountsNamed } from "#server/channels/meta/batch.ts";
import { verifySignature } from "#server/channels/meta/signature.ts";
import { constantTimeEqual } from "#server/runtime/crypto.ts";

/** A refused delivery is parsed for the pages it names; a stranger's large one is not worth that. */
const MAX_PARSED_REFUSED_BYTES = 64 * 1024;
const MAX_PAGES_OF_REFUSED = 20;

/**
 * Meta's webhook: GET verifies that the address is ours, POST is signed over
 * the raw bytes. Source: Messenger Platform, "Webhooks", read 2026-11.
 */
export function receive(
  { method, query, headers, body }: WebhookRequest,
  { secrets, verifyToken }: WebhookSource,
): Received {
  if (method === "GET") {
    const isRight =
      query.get("hub.mode") === "subscribe" &&
      verifyToken !== null &&
      constantTimeEqual(query.get("hub.verify_token") ?? "", verifyToken);
    // Bare and as plain text, because Meta compares exactly that.
    return isRight
      ? {
          kind: "verified",
          answer: { status: 200, body: query.get("hub.challenge") ?? "" },
        }
      : refused({ status: 403, body: "Wrong verify token" });
  }
  if (verifySignature(body, headers as Headers, secrets))
    return { kind: "store", answer: { status: 200, body: "EVENT_RECEIVED" } };
  return refused({ status: 401, body: "Bad signature" }, pagesNamed(body));
}

function refused(
  answer: { status: number; body: string },
  accountIds: string[] = [],
): Received {
  return { kind: "refused", answer, accountIds };
}

function pagesNamed(body: Uint8Array): string[] {
  if (body.byteLength > MAX_PARSED_REFUSED_BYTES) return [];
  const json = parseJson(body);
  return json.ok ? accountsNamed(json.value, MAX_PAGES_OF_REFUSED) : [];
}
