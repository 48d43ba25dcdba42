import type {
  Account,
  TestSaid,
  WebhookRequest,
} from "#server/channels/channel.ts";
import { signatureFor } from "#server/channels/meta/signature.ts";

/** A text as the field `messages` tells of it, signed like Meta's. Source: Messenger Platform, "messages", read 2026-11. */
export function testDelivery(
  { accountId, secret }: Account,
  { customerId, mid, text, at }: TestSaid,
): WebhookRequest {
  const time = at.getTime();
  const body = Buffer.from(
    JSON.stringify({
      object: "page",
      entry: [
        {
          id: accountId,
          time,
          messaging: [
            {
              sender: { id: customerId },
              recipient: { id: accountId },
              timestamp: time,
              message: { mid, text },
            },
          ],
        },
      ],
    }),
  );
  return {
    method: "POST",
    query: new URLSearchParams(),
    headers: new Headers({
      "content-type": "application/json",
      "x-hub-signature-256": signatureFor(body, secret),
    }),
    body,
  };
}
