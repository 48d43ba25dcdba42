import { createHmac, randomBytes } from "node:crypto";

/** One signed webhook POST, made before the clock starts. */
export type SignedDelivery = { body: Buffer; signature: string; mid: string };

export type DeliveryInput = {
  pageId: string;
  appSecret: string;
  /** The customer's id on the page. */
  psid: string;
};

/** A text message as Messenger delivers it; some 400 bytes. */
export function signedMessage(input: DeliveryInput): SignedDelivery {
  const { pageId, psid, appSecret } = input;
  const mid = `m_${randomBytes(60).toString("base64url")}`;
  const timestamp = Date.now();
  const body = Buffer.from(
    JSON.stringify({
      object: "page",
      entry: [
        {
          id: pageId,
          time: timestamp,
          messaging: [
            {
              sender: { id: psid },
              recipient: { id: pageId },
              timestamp,
              message: {
                mid,
                text: `Hello, is the oak lamp ${mid.slice(2, 8)} still in stock?`,
              },
            },
          ],
        },
      ],
    }),
  );
  return { body, signature: signatureOf(body, appSecret), mid };
}

/** The notice that the customer has read everything up to now. */
export function signedReceipt(input: DeliveryInput): SignedDelivery {
  const { pageId, psid, appSecret } = input;
  const timestamp = Date.now();
  const read = {
    sender: { id: psid },
    recipient: { id: pageId },
    timestamp,
    read: { watermark: timestamp },
  };
  const entry = [{ id: pageId, time: timestamp, messaging: [read] }];
  const body = Buffer.from(JSON.stringify({ object: "page", entry }));
  return { body, signature: signatureOf(body, appSecret), mid: "" };
}

function signatureOf(body: Buffer, appSecret: string): string {
  const digest = createHmac("sha256", appSecret).update(body).digest("hex");
  return `sha256=${digest}`;
}

/** `count` messages of customers taken in turn from `psids`. */
export function signedMessages(
  count: number,
  psids: string[],
  page: Omit<DeliveryInput, "psid">,
): SignedDelivery[] {
  return Array.from({ length: count }, (_, index) =>
    signedMessage({ ...page, psid: psids[index % psids.length] ?? "1" }),
  );
}
