import fs from "node:fs";
import path from "node:path";
import { createFileStore, newFileKey } from "#server/domain/files/store.ts";
import { newId } from "#server/runtime/crypto.ts";
import type { House } from "./seed.ts";
import type { Product } from "./stage.ts";

const PHOTO = "public/icons/icon-512.png";
const TEXTS = [
  "Hello, is the oak lamp still in stock?",
  "Yes, it is.\nWe have it in two sizes: 40 cm and 60 cm.\n\nWhich one would you like?",
  "你好，请问这盏灯还有货吗？我想要六十公分的那一款，最好这个星期就能寄到。",
  "OK",
  "I ordered it last week, and the parcel came with a broken shade. I have packed everything again and can bring it to your shop on Saturday, if that is easier for you than sending somebody. Please tell me what you need from me.",
  "好的，謝謝！",
];

/** A conversation of one customer whose owner is the company's owner. */
export type LongThread = { id: string; psid: string; messages: number };

/**
 * A thread of `messages` rows, the newest just now, one every ten minutes. Of twenty, one is a note, one an event, one
 * a photo, and the others are texts of one to several lines, Chinese and English, in turns of three.
 */
export async function seedLongThread(
  { db, dataDir }: Pick<Product, "db" | "dataDir">,
  { channelId, queueId }: House,
  messages: number,
): Promise<LongThread> {
  const files = createFileStore({ dataDir });
  const photo = fs.readFileSync(path.resolve(PHOTO));
  const photoKey = newFileKey();
  await files.put(photoKey, photo);
  const id = newId();
  const customer = newId();
  const identity = newId();
  const psid = String(8_000_000_000_000_000 + messages);
  const run = (text: string, values: unknown[]) => db.pool.query(text, values);
  await run(`insert into customer (id, name) values ($1, $2)`, [
    customer,
    `Customer of ${messages}`,
  ]);
  await run(
    `insert into identity (id, "channelId", "customerId", "externalId", "profileState", "profileDueAt")
     values ($1, $2, $3, $4, 'known', now() + interval '7 days')`,
    [identity, channelId, customer, psid],
  );
  await run(
    `insert into thread (id, "channelId", "customerId", "identityId", status, routing, "ownerId", "routedToType", "routedToId",
       "lastMessageAt", "lastCustomerAt", "inboundCount")
     select $1, $2, $3, $4, 'open', 'owned', id, 'queue', $5, now(), now(), $6 from agent where role = 'owner'`,
    [id, channelId, customer, identity, queueId, messages],
  );
  await run(
    `insert into message (id, "threadId", "channelId", direction, kind, "authorType", "authorId", "authorName", text, status,
       event, "externalId", "sentAt", "inboundCount")
     select gen_random_uuid(), $1, $2,
       case when kind = 'message' and is_in then 'in' else 'out' end, kind,
       case when kind = 'message' and is_in then 'customer' when kind = 'event' then 'system' else 'agent' end,
       case when kind = 'note' or kind = 'message' and not is_in then agent.id end,
       case when kind = 'note' or kind = 'message' and not is_in then agent.name end,
       case when kind <> 'event' and n % 20 <> 11 then ($3::text[])[1 + n % $4::int] end,
       case when kind = 'message' and is_in then 'received' else 'sent' end,
       case when kind = 'event' then '{"type": "closed"}'::jsonb end,
       case when kind = 'message' then 'long.' || $5::int || '.' || n end,
       now() - ($5::int - n) * interval '10 minutes', n
     from generate_series(1, $5::int) as n, agent,
       lateral (select case n % 20 when 7 then 'note' when 15 then 'event' else 'message' end as kind,
         (n / 3) % 2 = 0 as is_in) x
     where agent.role = 'owner'`,
    [id, channelId, TEXTS, TEXTS.length, messages],
  );
  await run(
    `insert into attachment (id, "messageId", type, "mimeType", size, width, height, "storageKey", state)
     select gen_random_uuid(), id, 'image', 'image/png', $2, 512, 512, $3, 'stored'
     from message where "threadId" = $1 and kind = 'message' and text is null`,
    [id, photo.byteLength, photoKey],
  );
  await run(
    `update thread set "lastMessageId" = (select id from message where "threadId" = $1 order by "sentAt" desc, id desc limit 1)
     where id = $1`,
    [id],
  );
  await db.pool.query("analyze message");
  return { id, psid, messages };
}
