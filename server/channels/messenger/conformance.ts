import { readdirSync, readFileSync } from "node:fs";
import {
  post,
  question,
  toBytes,
  type ConformanceKit,
  type Sent,
} from "#server/channels/conformance/kit.ts";
import {
  graphError,
  json,
  type Answer,
} from "#server/channels/common/test-server.ts";
import { documentedErrors } from "#server/channels/meta/error-table.ts";
import { signatureFor } from "#server/channels/meta/signature.ts";

const PAGE_ID = "104200000000011";
const APP_ID = "123456789012345";
const TOKEN = "EAACONFORMANCE00000000000000000000000000000000011";
const APP_SECRET = "conformance-app-secret-0123456789";
const VERIFY_TOKEN = "conformance-verify-token";
const FIXTURES = new URL("./fixtures/", import.meta.url);

const OUTCOMES = {
  later: "later",
  refused: "refused",
  channel: "refused",
  uncertain: "uncertain",
} as const;

export const kit: ConformanceKit = {
  account: () => ({
    accountId: PAGE_ID,
    credentials: TOKEN,
    secret: APP_SECRET,
    appId: APP_ID,
    options: {},
  }),
  source: {
    externalId: APP_ID,
    secrets: [APP_SECRET, "conformance-former-secret-0123"],
    verifyToken: VERIFY_TOKEN,
  },
  secrets: [TOKEN, APP_SECRET, VERIFY_TOKEN],
  proved: (body, secret = APP_SECRET) =>
    post({ "x-hub-signature-256": signatureFor(body, secret) }, body),
  unproved(body) {
    const right = signatureFor(body, APP_SECRET);
    return {
      "no signature": post({}, body),
      "an empty signature": post({ "x-hub-signature-256": "" }, body),
      "half a signature": post(
        { "x-hub-signature-256": right.slice(0, 40) },
        body,
      ),
      "another secret": post(
        { "x-hub-signature-256": signatureFor(body, "another-secret") },
        body,
      ),
      "an empty secret": post(
        { "x-hub-signature-256": signatureFor(body, "") },
        body,
      ),
      "another body": post(
        { "x-hub-signature-256": right },
        Buffer.concat([body, Buffer.from(" ")]),
      ),
      "the signature of the other algorithm": post(
        { "x-hub-signature": right.replace("sha256", "sha1") },
        body,
      ),
    };
  },
  handshake: {
    right: asked(VERIFY_TOKEN),
    answer: "1158201444",
    wrong: {
      "another token": asked("another-token"),
      "no token": asked(""),
      "another mode": question({
        "hub.mode": "unsubscribe",
        "hub.verify_token": VERIFY_TOKEN,
        "hub.challenge": "1158201444",
      }),
      nothing: question({}),
    },
  },
  deliveries: readdirSync(FIXTURES)
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ name, body: readFileSync(new URL(name, FIXTURES)) })),
  formless: [Buffer.from("not json"), Buffer.from([0xff, 0x00, 0x7b])],
  textFrom: ({ customerId, id, text, at }) =>
    batch({
      sender: { id: customerId },
      recipient: { id: PAGE_ID },
      timestamp: at.getTime(),
      message: { mid: id, text },
    }),
  about: (sent) => [
    {
      type: "echo",
      body: batch({
        sender: { id: PAGE_ID },
        recipient: { id: sent.customerId },
        timestamp: sent.at.getTime(),
        message: {
          mid: sent.externalId,
          is_echo: true,
          app_id: APP_ID,
          metadata: sent.reference,
          text: sent.text,
        },
      }),
    },
    { type: "delivered", body: batch(delivered(sent)) },
    {
      type: "read",
      body: batch({
        ...fromPerson(sent),
        timestamp: sent.at.getTime() + 1000,
        read: { watermark: sent.at.getTime() },
      }),
    },
  ],
  vendor: {
    accepts: (externalId) =>
      json({ recipient_id: "7300000000004821", message_id: externalId }),
    ends: documentedErrors().map(({ code, subcode, class: end, key }) => ({
      name: subcode === null ? String(code) : `${code}/${subcode}`,
      answer: graphError(code ?? 0, subcode ?? undefined),
      outcome: OUTCOMES[end],
      key,
    })),
    limited: (seconds) =>
      json(
        { error: { message: "(#613) Too many calls.", code: 613 } },
        429,
        seconds === null ? {} : { "retry-after": String(seconds) },
      ),
    broken: json({}, 503),
    quoting: quoting(),
    read({ body, headers }) {
      const sent = JSON.parse(body.toString()) as {
        recipient: { id: string };
        message: { text?: string };
      };
      void headers;
      return {
        recipientId: sent.recipient.id,
        text: sent.message.text ?? null,
      };
    },
    conversation: (sent) =>
      json({
        data: [
          {
            id: "t_1",
            messages: {
              data:
                sent === null
                  ? []
                  : [
                      {
                        id: sent.externalId,
                        created_time: new Date().toISOString(),
                        from: { id: PAGE_ID },
                        message: sent.text,
                      },
                    ],
            },
          },
        ],
      }),
  },
};

function asked(token: string) {
  return question({
    "hub.mode": "subscribe",
    "hub.verify_token": token,
    "hub.challenge": "1158201444",
  });
}

function batch(item: Record<string, unknown>): Uint8Array {
  const entry = [{ id: PAGE_ID, time: Date.now(), messaging: [item] }];
  return toBytes({ object: "page", entry });
}

function fromPerson({ customerId }: Pick<Sent, "customerId">) {
  return { sender: { id: customerId }, recipient: { id: PAGE_ID } };
}

function delivered(sent: Sent) {
  const delivery = { mids: [sent.externalId], watermark: sent.at.getTime() };
  return { ...fromPerson(sent), delivery };
}

/** Meta quotes the token in some of its messages. */
function quoting(): Answer {
  return ({ headers, query }, response) => {
    const words = `Malformed access token ${String(headers.authorization)} ${JSON.stringify(query)} ${APP_SECRET}`;
    const error = { message: words, code: 190, type: "OAuthException" };
    json({ error }, 400)(
      { method: "", path: "", query, headers, body: Buffer.alloc(0) },
      response,
    );
  };
}
