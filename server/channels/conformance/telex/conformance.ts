import { json, type Answer } from "#server/channels/common/test-server.ts";
import { post, type ConformanceKit } from "#server/channels/conformance/kit.ts";
import {
  basic,
  createTelexChannel,
  telex,
} from "#server/channels/conformance/telex/channel.ts";
import { registerKind } from "#server/channels/registry.ts";

const STATION = "station-4711";
const INBOUND = "gateway:conformance-inbound-password";
const OUTBOUND = "parley:conformance-outbound-password";
const SENT = "2026-11-02T09:00:00.000Z";

/** Puts the kind into the registry of this process. */
export function registerTelex(): void {
  registerKind("telex", telex, createTelexChannel);
}

export const kit: ConformanceKit = {
  account: (vendorUrl) => ({
    accountId: STATION,
    credentials: OUTBOUND,
    secret: INBOUND,
    appId: STATION,
    options: { gateway: `${vendorUrl}/telex` },
  }),
  source: {
    externalId: STATION,
    secrets: [INBOUND, "gateway:conformance-former-password"],
    verifyToken: null,
  },
  secrets: [INBOUND, OUTBOUND, basic(INBOUND), basic(OUTBOUND)],
  proved: (body, secret = INBOUND) =>
    post({ authorization: basic(secret) }, body),
  unproved: (body) => ({
    "no password": post({}, body),
    "an empty password": post({ authorization: "Basic " }, body),
    "half a password": post(
      { authorization: basic(INBOUND).slice(0, 20) },
      body,
    ),
    "another password": post({ authorization: basic("gateway:other") }, body),
    "a bearer": post({ authorization: `Bearer ${INBOUND}` }, body),
  }),
  handshake: null,
  deliveries: [
    [
      "words",
      {
        op: "say",
        no: "n-1",
        from: "p-1",
        words: "你好 👋 & more",
        sent: SENT,
      },
    ],
    [
      "a topic",
      {
        op: "say",
        no: "n-2",
        from: "p-1",
        topic: "order 1",
        words: "Hello",
        sent: SENT,
      },
    ],
    [
      "no number",
      { op: "say", from: "p-1", words: "Without a number", sent: SENT },
    ],
    ["no time", { op: "say", no: "n-3", from: "p-2", words: "Now" }],
    ["nothing said", { op: "say", no: "n-4", from: "p-2", sent: SENT }],
    ["wiped", { op: "wipe", no: "n-1", from: "p-1", sent: SENT }],
    ["unknown", { op: "beep", from: "p-1" }],
    ["nobody", { op: "say", no: "n-5", words: "Who?" }],
  ].map(([name, fields]) => ({
    name: name as string,
    body: form(fields as Record<string, string>),
  })),
  formless: [
    Buffer.from("not a form"),
    Buffer.from([0xff, 0x00]),
    Buffer.from(""),
  ],
  textFrom: ({ customerId, threadKey, id, text, at }) =>
    form({
      op: "say",
      no: id,
      from: customerId,
      topic: threadKey,
      words: text,
      sent: at.toISOString(),
    }),
  about: () => [],
  vendor: {
    accepts: (externalId) => plain(200, `OK ${externalId}`),
    ends: [
      {
        name: "WHO",
        answer: plain(200, "NO WHO"),
        outcome: "refused",
        key: "person_unknown",
      },
      {
        name: "LEN",
        answer: plain(400, "NO LEN"),
        outcome: "refused",
        key: "bad_request",
      },
      {
        name: "riddle",
        answer: plain(200, "?"),
        outcome: "uncertain",
        key: "maybe_sent",
      },
    ],
    limited: (seconds) =>
      json({}, 429, seconds === null ? {} : { "retry-after": String(seconds) }),
    broken: plain(502, "<html>"),
    quoting: (received, response) => {
      const words = `NO ${String(received.headers.authorization)}`;
      plain(400, words)(received, response);
    },
    read({ body }) {
      const sent = new URLSearchParams(body.toString());
      return {
        recipientId: sent.get("to") ?? "",
        threadKey: sent.get("topic") ?? "",
        text: sent.get("words"),
      };
    },
  },
};

function form(fields: Record<string, string>): Uint8Array {
  return Buffer.from(new URLSearchParams(fields).toString());
}

function plain(status: number, body: string): Answer {
  return (_received, response) => {
    response.writeHead(status, { "content-type": "text/plain" }).end(body);
  };
}
