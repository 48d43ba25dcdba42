/**
 * The bare references, in a process of their own: what the same work costs
 * with node:http, pg and Socket.IO and nothing else. A POST is HMAC, one
 * INSERT of the raw body, commit, 200 and one event to every socket; a GET is
 * one keyset query.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { Server } from "socket.io";
import { connectionOptions } from "#server/db/client.ts";
import { LastingPool } from "#server/db/pool.ts";

const SECRET = process.env["BARE_SECRET"] ?? "";
/** As many as the product's own pool. */
const CONNECTIONS = 10;

const open = (name: string) =>
  new LastingPool({
    ...connectionOptions(process.env[name] ?? ""),
    max: CONNECTIONS,
  });
const bare = open("BARE_DATABASE_URL");
const small = open("SMALL_DATABASE_URL");
const large = open("LARGE_DATABASE_URL");

await bare.query(
  "create table if not exists raw (id bigserial primary key, body bytea not null)",
);

// The columns a list must answer, of the same rows; without labels, files and whatever else is counted together.
const LIST = `select t.id, t."channelId", t.status, t.routing, t."ownerId", o.name as "ownerName", t."routedToType",
    t."routedToId", t."departmentId", t.priority, t."queuedAt", t."waitingSince", t."snoozedUntil", t."lastMessageAt",
    t."lastCustomerAt", t."controlledBy", t."inboundCount", t.version, t."createdAt",
    to_json(c) as customer, to_json(i) as identity, to_json(m) as "lastMessage"
  from thread t join customer c on c.id = t."customerId" join identity i on i.id = t."identityId"
  left join agent o on o.id = t."ownerId" left join message m on m.id = t."lastMessageId"
  order by t."lastMessageAt" desc, t.id desc limit 51`;
const MESSAGES = `select * from message
  where "threadId" = $1 order by "sentAt" desc, id desc limit 51`;
const SEARCH = `select id, "threadId", text, "sentAt" from message
  where "textFolded" like $1 order by "sentAt" desc, id desc limit 20`;

const server = createServer((request, response) => {
  handle(request).then(
    ({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body);
    },
    (error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    },
  );
});
const io = new Server(server, { serveClient: false, perMessageDeflate: false });

async function handle(request: IncomingMessage) {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (request.method === "POST") return take(request);
  const pool = url.searchParams.get("size") === "large" ? large : small;
  switch (url.pathname) {
    case "/threads":
      return answer(await pool.query({ name: "list", text: LIST }));
    case "/messages":
      return answer(
        await pool.query({
          name: "messages",
          text: MESSAGES,
          values: [url.searchParams.get("thread")],
        }),
      );
    case "/search":
      return answer(
        await pool.query({
          name: "search",
          text: SEARCH,
          values: [`%${url.searchParams.get("q")}%`],
        }),
      );
    default:
      return { status: 200, body: "{}" };
  }
}

async function take(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const digest = createHmac("sha256", SECRET).update(body).digest("hex");
  const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
  const wanted = Buffer.from(`sha256=${digest}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    return { status: 401, body: "{}" };
  }
  await bare.query({
    name: "insert",
    text: "insert into raw (body) values ($1)",
    values: [body],
  });
  if (io.engine.clientsCount > 0) {
    io.emit("message.created", JSON.parse(body.toString()));
  }
  return { status: 200, body: "{}" };
}

function answer({ rows }: { rows: unknown[] }) {
  return { status: 200, body: JSON.stringify({ items: rows }) };
}

server.listen(Number(process.env["PORT"]), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
