import type {
  Account,
  TestSaid,
  WebhookRequest,
} from "#server/channels/channel.ts";

/** A text as whoever built the channel posts it, with the channel's token. See docs/api-channel.md. */
export function testDelivery(
  { secret }: Account,
  { customerId, mid, text, at }: TestSaid,
): WebhookRequest {
  const event = {
    type: "message",
    id: mid,
    conversation: { customer: { id: customerId } },
    at: at.toISOString(),
    text,
  };
  return {
    method: "POST",
    query: new URLSearchParams(),
    headers: new Headers({
      "content-type": "application/json",
      authorization: `Bearer ${secret}`,
    }),
    body: Buffer.from(JSON.stringify({ events: [event] })),
  };
}
