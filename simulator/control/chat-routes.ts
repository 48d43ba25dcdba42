import { Hono, type Context } from "hono";
import { z } from "zod";
import { setOwner } from "../graph/thread-control.ts";
import { sampleAsset, SAMPLE_KEYS, sampleKind } from "../media/samples.ts";
import { PORTRAIT_KEYS } from "../media/portraits.ts";
import { STICKER_IDS } from "../media/stickers.ts";
import { bare, fromAsset, sticker } from "../world/attachments.ts";
import { createAsset } from "../world/create.ts";
import type { SimAttachment, SimChat, World } from "../world/model.ts";
import {
  announcePageMessage,
  PAGE_INBOX_APP_ID,
  writeAsPage,
  writePastAsPage,
} from "../world/page-acts.ts";
import {
  arrive,
  edit,
  fillForm,
  react,
  setBlocked,
  tap,
  type,
  unsend,
  write,
} from "../world/person-acts.ts";
import { see } from "../world/receipts.ts";
import { chatChanged } from "../world/world.ts";
import { mustChat, mustPage, mustPerson } from "./find.ts";
import { body, ControlError, momentSchema } from "./problem.ts";
import { chatView, messageView, rowView } from "./views.ts";

const attachmentSchema = z.union([
  z.object({ sample: z.string() }),
  z.object({
    assetId: z.string(),
    type: z.enum(["image", "video", "audio", "file"]).optional(),
  }),
  z.object({ name: z.string(), mimeType: z.string(), base64: z.string() }),
  z.object({
    location: z.object({
      lat: z.number(),
      long: z.number(),
      title: z.string().optional(),
    }),
  }),
  z.object({ fallback: z.object({ url: z.string(), title: z.string() }) }),
]);

const referralSchema = z.record(z.string(), z.unknown());

const messageSchema = z.object({
  text: z.string().optional(),
  attachments: z.array(attachmentSchema).default([]),
  stickerId: z.string().optional(),
  replyTo: z.string().nullable().optional(),
  quickReply: z.string().optional(),
  referral: referralSchema.optional(),
  at: momentSchema.optional(),
});

const pageMessageSchema = messageSchema
  .pick({ text: true, attachments: true, replyTo: true, at: true })
  .extend({
    appId: z.string().nullable().optional(),
    metadata: z.string().optional(),
    /** The Page inbox becomes the thread's owner, as in Business Suite. */
    takesControl: z.boolean().default(false),
  });

/** Acts of people, and the view of a person. */
export function chatRoutes(world: World): Hono {
  const app = new Hono();
  const chatOf = (c: Context): SimChat =>
    mustChat(world, c.req.param("pageId") ?? "", c.req.param("person") ?? "");
  const view = (c: Context, chat: SimChat) =>
    c.json(
      chatView(
        world,
        mustPage(world, chat.pageId),
        mustPerson(world, chat.personId),
      ),
    );
  const at = (path = "") => `/chats/:pageId/:person${path}`;

  app.get("/samples", (c) =>
    c.json({
      files: SAMPLE_KEYS.map((key) => ({
        key,
        type: sampleKind(key),
        url: `/cdn/samples/${key}?view=1`,
      })),
      stickers: STICKER_IDS.map((id) => ({
        stickerId: id,
        url: `/cdn/stickers/${id}.png?view=1`,
      })),
      portraits: PORTRAIT_KEYS.map((key) => ({
        key,
        url: `/cdn/portraits/${key}.jpg?view=1`,
      })),
    }),
  );

  app.post("/uploads", async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const MAX_BYTES = 25 * 1024 * 1024;
    if (bytes.length === 0 || bytes.length > MAX_BYTES)
      throw new ControlError(422, "A file must have 1 byte to 25 MB.");
    const asset = createAsset(world, {
      name: c.req.query("name") ?? "file",
      mimeType:
        (c.req.header("content-type") ?? "application/octet-stream").split(
          ";",
        )[0] ?? "",
      bytes,
    });
    return c.json(
      {
        assetId: asset.id,
        name: asset.name,
        mimeType: asset.mimeType,
        size: asset.size,
      },
      201,
    );
  });

  app.get("/chats/:pageId", (c) => {
    const page = mustPage(world, c.req.param("pageId"));
    const rows = [...world.people.values()].map((person) =>
      rowView(world, page, person),
    );
    return c.json(
      rows.sort((a, b) => (b.lastMessage?.at ?? 0) - (a.lastMessage?.at ?? 0)),
    );
  });
  app.get("/chats/:pageId/:person", (c) =>
    c.json(
      chatView(
        world,
        mustPage(world, c.req.param("pageId")),
        mustPerson(world, c.req.param("person")),
      ),
    ),
  );

  app.post(at("/messages"), async (c) => {
    const chat = chatOf(c);
    const input = await body(c, messageSchema);
    const attachments = await Promise.all(
      input.attachments.map((one) => toAttachment(world, one)),
    );
    if (input.stickerId !== undefined)
      attachments.push(sticker(input.stickerId));
    const message = write(world, chat, {
      text: input.text,
      attachments,
      replyTo: input.replyTo,
      quickReplyPayload: input.quickReply,
      referral: input.referral,
      at: input.at,
    });
    return c.json(messageView(message), 201);
  });
  app.post(at("/reactions"), async (c) => {
    const chat = chatOf(c);
    const { mid, emoji } = await body(
      c,
      z.object({ mid: z.string(), emoji: z.string().nullable() }),
    );
    react(world, chat, mid, emoji);
    return view(c, chat);
  });
  app.post(at("/edit"), async (c) => {
    const chat = chatOf(c);
    const { mid, text } = await body(
      c,
      z.object({ mid: z.string(), text: z.string().min(1) }),
    );
    edit(world, chat, mid, text);
    return view(c, chat);
  });
  app.post(at("/unsend"), async (c) => {
    const chat = chatOf(c);
    unsend(world, chat, (await body(c, z.object({ mid: z.string() }))).mid);
    return view(c, chat);
  });
  app.post(at("/postback"), async (c) => {
    const chat = chatOf(c);
    const input = await body(
      c,
      z.object({
        title: z.string(),
        payload: z.string(),
        referral: referralSchema.optional(),
      }),
    );
    return c.json(messageView(tap(world, chat, input)), 201);
  });
  app.post(at("/referral"), async (c) => {
    const chat = chatOf(c);
    arrive(world, chat, {
      source: "SHORTLINK",
      type: "OPEN_THREAD",
      ...(await body(c, referralSchema)),
    });
    return view(c, chat);
  });
  app.post(at("/form"), async (c) => {
    const chat = chatOf(c);
    const { formId } = await body(c, z.object({ formId: z.string().min(1) }));
    fillForm(world, chat, formId);
    return view(c, chat);
  });
  app.post(at("/typing"), async (c) => {
    const chat = chatOf(c);
    type(
      world,
      chat,
      (await body(c, z.object({ on: z.boolean().default(true) }))).on,
    );
    return view(c, chat);
  });
  app.post(at("/seen"), (c) => {
    const chat = chatOf(c);
    see(world, chat);
    return view(c, chat);
  });
  app.post(at("/block"), async (c) => {
    const chat = chatOf(c);
    setBlocked(
      world,
      chat,
      (await body(c, z.object({ blocked: z.boolean().default(true) }))).blocked,
    );
    return view(c, chat);
  });
  app.post(at("/owner"), async (c) => {
    const chat = chatOf(c);
    setOwner(
      world,
      chat,
      (await body(c, z.object({ appId: z.string().nullable() }))).appId,
    );
    return view(c, chat);
  });
  app.post(at("/window"), async (c) => {
    const chat = chatOf(c);
    const input = await body(
      c,
      z.union([
        z.object({ lastCustomerAt: momentSchema.nullable() }),
        z.object({ hoursAgo: z.number() }),
      ]),
    );
    const HOUR_MS = 3_600_000;
    chat.lastCustomerAt =
      "hoursAgo" in input
        ? Date.now() - input.hoursAgo * HOUR_MS
        : input.lastCustomerAt;
    chatChanged(world, chat);
    return view(c, chat);
  });
  app.post(at("/page-messages"), async (c) => {
    const chat = chatOf(c);
    const input = await body(c, pageMessageSchema);
    const given = {
      appId: input.appId === undefined ? PAGE_INBOX_APP_ID : input.appId,
      text: input.text,
      attachments: await Promise.all(
        input.attachments.map((one) => toAttachment(world, one)),
      ),
      replyTo: input.replyTo,
      metadata: input.metadata,
    };
    if (input.takesControl) setOwner(world, chat, given.appId);
    if (input.at !== undefined)
      return c.json(
        messageView(
          await writePastAsPage(world, chat, { ...given, at: input.at }),
        ),
        201,
      );
    const message = writeAsPage(world, chat, given);
    announcePageMessage(world, chat, message);
    return c.json(messageView(message), 201);
  });

  return app;
}

async function toAttachment(
  world: World,
  given: z.infer<typeof attachmentSchema>,
): Promise<SimAttachment> {
  if ("location" in given) {
    const { lat, long, title } = given.location;
    return bare({
      type: "location",
      payload: {
        title: title ?? "Pinned location",
        payload: { coordinates: { lat, long } },
      },
    });
  }
  if ("fallback" in given)
    return bare({ type: "fallback", payload: given.fallback });
  if ("sample" in given) {
    const asset = await sampleAsset(world, given.sample);
    const made = asset && fromAsset(world, asset.id);
    if (!made)
      throw new ControlError(404, `There is no sample ${given.sample}.`);
    return made;
  }
  if ("base64" in given) {
    const asset = createAsset(world, {
      name: given.name,
      mimeType: given.mimeType,
      bytes: new Uint8Array(Buffer.from(given.base64, "base64")),
    });
    const made = fromAsset(world, asset.id);
    if (made) return made;
    throw new ControlError(422, "The file could not be kept.");
  }
  const made = fromAsset(world, given.assetId, given.type);
  if (!made)
    throw new ControlError(404, `There is no upload ${given.assetId}.`);
  return made;
}
