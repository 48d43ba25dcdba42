import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import {
  MAX_REPLY_CHARACTERS,
  MAX_REPLY_FILES,
} from "#contract/channels/rules/reply-limits.ts";
import {
  exactTextSchema,
  messageTextSchema,
} from "#contract/text/text-schema.ts";
import { isVisible } from "#contract/text/text.ts";

/** The longest time in which a reply can be taken back. */
export const MAX_UNDO_SECONDS = 30;

/** More people than this are a meeting. */
const MAX_MENTIONS = 20;

export const postMessageSchema = z
  .object({
    text: messageTextSchema({ max: MAX_REPLY_CHARACTERS }).optional(),
    /** Files uploaded before with POST /files. */
    attachments: z
      .array(z.object({ id: idSchema }))
      .max(MAX_REPLY_FILES)
      .optional(),
    kind: z.enum(["message", "note"]).default("message"),
    /** Id of the message this answers. */
    replyTo: idSchema.nullable().optional(),
    /**
     * Ids of the teammates that a note names with "@". Each of them is
     * notified; an agent who does not see the thread becomes a participant.
     */
    mentions: z.array(idSchema).max(MAX_MENTIONS).optional(),
    /** Made by the caller; the same id again gives the same message. */
    clientId: exactTextSchema({ min: 1, max: 100 }),
    /** For a thread without an owner: the agent agrees to exceed their capacity. */
    force: z.boolean().optional(),
    /**
     * Seconds in which the reply can be taken back before it is sent. Until then it is a scheduled message with
     * `canUndo`. Not for notes.
     */
    undoSeconds: z.number().int().min(1).max(MAX_UNDO_SECONDS).optional(),
  })
  .refine(
    (value) =>
      isVisible(value.text ?? "") || (value.attachments?.length ?? 0) > 0,
    { path: ["text"], message: "Write something or add a file." },
  )
  .refine(
    ({ kind, mentions = [] }) => kind === "note" || mentions.length === 0,
    {
      path: ["mentions"],
      message: "Only a note can mention teammates.",
    },
  )
  .refine(
    ({ kind, undoSeconds }) => kind === "message" || undoSeconds === undefined,
    { path: ["undoSeconds"], message: "Only a reply can be taken back." },
  );
export type PostMessage = z.infer<typeof postMessageSchema>;

export const reactSchema = z.object({
  /** Null removes the page's reaction. */
  emoji: exactTextSchema({ min: 1, max: 16 }).nullable(),
});

export const typingSchema = z.object({ on: z.boolean().default(true) });
