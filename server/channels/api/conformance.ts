import { readdirSync, readFileSync } from "node:fs";
import {
  post,
  toBytes,
  type ConformanceKit,
} from "#server/channels/conformance/kit.ts";
import { json, type Answer } from "#server/channels/common/test-server.ts";

const ACCOUNT_ID = "0198a000-0000-7000-8000-00000000a001";
const TOKEN = "parley_in_conformance_0123456789abcdef";
const SIGNING_SECRET = "whsec_Y29uZm9ybWFuY2Utc2lnbmluZy1zZWNyZXQ=";
const FIXTURES = new URL("./fixtures/", import.meta.url);

export const kit: ConformanceKit = {
  account: (vendorUrl) => ({
    accountId: ACCOUNT_ID,
    credentials: SIGNING_SECRET,
    secret: TOKEN,
    appId: ACCOUNT_ID,
    options: { callbackUrl: `${vendorUrl}/in` },
  }),
  source: {
    externalId: ACCOUNT_ID,
    secrets: [TOKEN, "parley_in_former_0123456789abcdef"],
    verifyToken: null,
  },
  secrets: [TOKEN, SIGNING_SECRET],
  proved: (body, secret = TOKEN) =>
    post({ authorization: `Bearer ${secret}` }, body),
  unproved: (body) => ({
    "no token": post({}, body),
    "an empty token": post({ authorization: "Bearer " }, body),
    "half a token": post(
      { authorization: `Bearer ${TOKEN.slice(0, 20)}` },
      body,
    ),
    "another token": post({ authorization: "Bearer another-token" }, body),
    "another scheme": post({ authorization: `Basic ${TOKEN}` }, body),
  }),
  handshake: null,
  deliveries: readdirSync(FIXTURES).map((name) => ({
    name,
    body: readFileSync(new URL(name, FIXTURES)),
  })),
  formless: [
    Buffer.from("not json"),
    Buffer.from([0xff, 0x00, 0x7b]),
    Buffer.from("[]"),
    Buffer.from('{"events": [{"type": "message", "id": "m-1"}]}'),
  ],
  textFrom: ({ id, text, at, ...who }) =>
    batch({ type: "message", id, text, at: at.toISOString(), ...inside(who) }),
  about: ({ externalId, messageId, at, ...who }) => [
    {
      type: "delivered",
      // By the id that we sent.
      body: batch({
        type: "delivered",
        id: `d-${messageId}`,
        target: messageId,
        at: at.toISOString(),
        ...inside(who),
      }),
    },
    {
      type: "read",
      // By the id that they answered with.
      body: batch({
        type: "read",
        id: `r-${messageId}`,
        target: externalId,
        at: at.toISOString(),
        ...inside(who),
      }),
    },
  ],
  vendor: {
    accepts: (externalId) => json({ externalId }),
    ends: [
      ...[400, 409, 422].map((status) => ({
        name: String(status),
        answer: json({ detail: "This customer has left." }, status),
        outcome: "refused" as const,
        key: "receiver_refused",
      })),
      ...[401, 403, 404, 405, 410].map((status) => ({
        name: String(status),
        answer: json({ detail: "The signature does not fit." }, status),
        outcome: "refused" as const,
        key: "callback_refused",
      })),
      {
        name: "a redirect",
        answer: json({}, 302, { location: "https://elsewhere.example/" }),
        outcome: "refused",
        key: "receiver_refused",
      },
    ],
    limited: (seconds) =>
      json({}, 429, seconds === null ? {} : { "retry-after": String(seconds) }),
    broken: json({}, 503),
    quoting: quoting(),
    read({ body }) {
      const sent = JSON.parse(body.toString()) as {
        conversation: { key: string };
        customer: { id: string };
        text: string | null;
      };
      const { key: threadKey } = sent.conversation;
      return { recipientId: sent.customer.id, threadKey, text: sent.text };
    },
    retryKey: ({ headers }) => String(headers["webhook-id"]),
  },
};

function inside(who: { customerId: string; threadKey: string }) {
  const { customerId, threadKey } = who;
  return { conversation: { key: threadKey, customer: { id: customerId } } };
}

function batch(...events: Record<string, unknown>[]): Uint8Array {
  return toBytes({ events });
}

/** A receiver that says back all it was sent, and what it knows itself. */
function quoting(): Answer {
  return (received, response) => {
    const detail = `${JSON.stringify(received.headers)} ${SIGNING_SECRET} ${TOKEN}`;
    json({ detail }, 400)(received, response);
  };
}
