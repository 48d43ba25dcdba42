/** Examples to copy when an API channel is connected. docs/api-channel.md explains them. */

/** One message of a customer, posted to the channel. */
export function inboundExample(inboundUrl: string, token: string): string {
  const event = {
    type: "message",
    id: "message-1",
    conversation: {
      key: "",
      customer: { id: "customer-1", name: "Ana" },
    },
    text: "Hello",
  };
  return [
    `curl ${quoted(inboundUrl)} \\`,
    `  -H ${quoted(`Authorization: Bearer ${token}`)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quoted(JSON.stringify({ events: [event] }))}`,
  ].join("\n");
}

/** A receiver's check of a message of ours: Standard Webhooks. */
export const VERIFY_EXAMPLE = `// npm install standardwebhooks
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.PARLEY_SIGNING_SECRET);

createServer(async (request, response) => {
  const body = await text(request);
  try {
    const message = webhook.verify(body, request.headers);
    console.log(message.customer.id, message.text);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ externalId: \`mine-\${message.id}\` }));
  } catch {
    response.writeHead(401).end();
  }
}).listen(8080);`;

/** For a shell: nothing within is expanded. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
