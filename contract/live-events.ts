import { z } from "zod";
import { idSchema } from "#contract/ids.ts";
import {
  messageSchema,
  presenceSchema,
  threadSchema,
} from "#contract/shapes.ts";

/** Server → client over Socket.IO, only to those who may see the thread. */
export const liveEventSchemas = {
  "message.created": z.object({ message: messageSchema, thread: threadSchema }),
  "message.updated": z.object({ message: messageSchema }),
  "thread.updated": z.object({ thread: threadSchema }),
  "thread.removed": z.object({ threadId: idSchema }),
  "offer.created": z.object({ thread: threadSchema, expiresAt: z.string() }),
  "offer.ended": z.object({ threadId: idSchema, reason: z.string() }),
  "presence.updated": z.object({ agentId: idSchema, presence: presenceSchema }),
  typing: z.object({ threadId: idSchema, agentId: idSchema.nullable() }),
} as const;

export type LiveEvents = {
  [Name in keyof typeof liveEventSchemas]: z.infer<
    (typeof liveEventSchemas)[Name]
  >;
};
export type LiveEventName = keyof LiveEvents;
