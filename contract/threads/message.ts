import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

export const attachmentSchema = z.object({
  id: idSchema,
  type: z.enum([
    "image",
    "video",
    "audio",
    "file",
    "location",
    "template",
    "sticker",
    "share",
    "unsupported",
  ]),
  /** Our own address, which needs a log-in; null while it is fetched or when there is no file. */
  url: z.string().nullable(),
  name: z.string().nullable(),
  mimeType: z.string().nullable(),
  /** Bytes. */
  size: z.number().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** `pending`: being fetched; `failed`: could not be kept. */
  state: z.enum(["none", "pending", "stored", "failed"]),
  /**
   * The state at the virus scanner, if there is one. `waiting`: the file is kept and not shown before the scanner has answered
   * (`pending`); `infected`: it was removed (`failed`). Left out: neither.
   */
  scan: z.enum(["waiting", "infected"]).optional(),
  /**
   * The details of a location, template, share or sticker beside its file:
   * {title, subtitle, link, coordinates: {lat, long}, stickerId, elements,
   * buttons, …}.
   */
  meta: z.record(z.string(), z.unknown()).nullable(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const messageStatusSchema = z.enum([
  "received",
  /** To be sent later; see contract/threads/scheduled.ts. */
  "scheduled",
  "queued",
  "sending",
  "sent",
  "delivered",
  "read",
  "failed",
]);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

export const sendErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  retryable: z.boolean(),
  /** The receiver's own text, where the receiver refused. */
  detail: z.string().nullable().optional(),
});
export type SendError = z.infer<typeof sendErrorSchema>;

export const messageScheduleSchema = z.object({
  at: timeSchema,
  /** It is not sent if the customer writes before its time. */
  unlessCustomerWrites: z.boolean(),
  /** Kept at a transfer: it is sent as a reply of the agent who owns the thread at that time. */
  asOwner: z.boolean(),
  /** Its author sent it and can still take it back; it is sent at its time. */
  canUndo: z.boolean(),
  /** Its time has come, and it was not sent: `error` says why. */
  isHeld: z.boolean(),
});

/** The content of an event line, or the context of a message. Unknown types are shown by their `text`. */
export const messageEventSchema = z.looseObject({ type: z.string() });
export type MessageEvent = z.infer<typeof messageEventSchema>;

export const messageSchema = z.object({
  id: idSchema,
  threadId: idSchema,
  direction: z.enum(["in", "out"]),
  kind: z.enum(["message", "note", "event"]),
  /** The message belongs to a test thread: not from a customer, and never sent to one. */
  test: z.boolean(),
  author: z.object({
    type: z.enum(["customer", "agent", "page", "system"]),
    id: idSchema.nullable(),
    name: z.string(),
  }),
  text: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  /** The message this answers, if we hold it; `text` is a short quotation. */
  replyTo: z
    .object({
      id: idSchema.nullable(),
      authorName: z.string().nullable(),
      /** Null: not known, like its name. */
      authorType: z.enum(["customer", "agent", "page", "system"]).nullable(),
      text: z.string().nullable(),
    })
    .nullable(),
  reactions: z.array(
    z.object({ emoji: z.string(), by: z.enum(["customer", "page"]) }),
  ),
  status: messageStatusSchema,
  error: sendErrorSchema.nullable(),
  externalId: z.string().nullable(),
  /** The composer's key; equal for all bubbles of one composer message. */
  clientId: z.string().nullable(),
  part: z.number(),
  event: messageEventSchema.nullable(),
  /** The teammates whom a note mentions; only of notes that mention someone. */
  mentions: z.array(z.object({ id: idSchema, name: z.string() })).optional(),
  /** Only of scheduled messages. */
  schedule: messageScheduleSchema.optional(),
  sentAt: timeSchema,
  editedAt: timeSchema.nullable(),
  deletedAt: timeSchema.nullable(),
  /**
   * Customer messages that had arrived in the thread when this one did, itself
   * included. Of two messages the one with the higher number arrived later,
   * whatever `sentAt` says.
   */
  inboundCount: z.number(),
  /** Raised by every change; a screen keeps the higher one. */
  version: z.number(),
});
export type Message = z.infer<typeof messageSchema>;
