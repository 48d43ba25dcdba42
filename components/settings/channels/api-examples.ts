/**
 * Examples to copy for a connected API channel, with its own addresses and secrets. The browser stories run
 * them. docs/api-channel.md explains their requests and answers.
 */

export type ExampleValues = {
  inboundUrl: string;
  token: string;
  signingSecret: string;
  callbackUrl: string;
};

/** Sends one customer message, from a shell. */
export function curlExample({ inboundUrl, token }: ExampleValues): string {
  return `curl ${quoted(inboundUrl)} \\
  -H ${quoted(`Authorization: Bearer ${token}`)} \\
  -H 'Content-Type: application/json' \\
  -d '{"events": [{
    "type": "message",
    "id": "message-1",
    "conversation": {"customer": {"id": "customer-1", "name": "Ana"}},
    "text": "Hello from curl"
  }]}'`;
}

/** Sends one customer message; runs as it is in Node 22.18 or newer. */
export function sendExample({ inboundUrl, token }: ExampleValues): string {
  return `// send.ts, run by: node send.ts
import { randomUUID } from "node:crypto";

const inboundUrl = ${JSON.stringify(inboundUrl)};
const token = ${JSON.stringify(token)};

const message = {
  type: "message",
  id: randomUUID(), // the same id again changes nothing
  conversation: { customer: { id: "customer-1", name: "Ana" } },
  text: "Hello from TypeScript",
};
const response = await fetch(inboundUrl, {
  method: "POST",
  headers: {
    Authorization: \`Bearer \${token}\`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({ events: [message] }),
});
console.log(response.status, await response.text());`;
}

/** A receiver that checks signatures, at the port and path of the callback address. */
export function receiveExample({
  signingSecret,
  callbackUrl,
}: ExampleValues): string {
  return `// receive.ts, run by: npm install standardwebhooks && node receive.ts
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const signingSecret = ${JSON.stringify(signingSecret)};
const port = ${portOf(callbackUrl)};

type Received = {
  type: string;
  id: string;
  customer: { id: string };
  text: string | null;
  attachments: { url: string; name: string }[];
};

const webhook = new Webhook(signingSecret);

createServer(async (request, response) => {
  const body = await text(request);
  let received: Received;
  try {
    const headers = request.headers as Record<string, string>;
    received = webhook.verify(body, headers) as Received;
  } catch {
    response.writeHead(401).end();
    return;
  }
  if (received.type === "message")
    console.log(received.customer.id, received.text, received.attachments);
  response.writeHead(200, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ externalId: \`mine-\${received.id}\` }));
}).listen(port, () => console.log(\`Listening on port \${port}\`));`;
}

/** An https address has a proxy in front, so its port is not the program's. */
function portOf(callbackUrl: string): number {
  const { protocol, port } = new URL(callbackUrl);
  return protocol === "http:" && port !== "" ? Number(port) : 8080;
}

/** Quotes text for a shell, so that nothing in it is expanded. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
