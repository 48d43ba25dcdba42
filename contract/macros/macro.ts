import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { cannedScopeSchema } from "#contract/canned/canned-reply.ts";
import { MAX_REPLY_CHARACTERS } from "#contract/channels/rules/reply-limits.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { MAX_OUTCOME_CHARACTERS } from "#contract/routing/wrap-up-form.ts";
import { lineSchema, messageTextSchema } from "#contract/text/text-schema.ts";
import { isVisible } from "#contract/text/text.ts";
import { attachmentSchema } from "#contract/threads/message.ts";
import { prioritySchema } from "#contract/threads/priority.ts";

export const MAX_MACRO_STEPS = 12;
/** A snooze ends after 90 days at the latest. */
export const MAX_SNOOZE_MINUTES = 90 * 24 * 60;

const textSchema = messageTextSchema({ max: MAX_REPLY_CHARACTERS }).refine(
  isVisible,
  "Write something.",
);

/** One step: a command that a person could give. */
export const macroStepSchema = z.discriminatedUnion("type", [
  /** Sends a text, with the variables of canned replies. */
  z.object({ type: z.literal("reply"), text: textSchema }),
  /** Sends a canned reply in the customer’s language, or puts it into the composer of the person who runs the macro. */
  z.object({
    type: z.literal("canned_reply"),
    cannedReplyId: idSchema,
    mode: z.enum(["send", "insert"]),
  }),
  z.object({ type: z.literal("note"), text: textSchema }),
  z.object({ type: z.literal("label"), labelId: idSchema }),
  z.object({ type: z.literal("unlabel"), labelId: idSchema }),
  z.object({ type: z.literal("priority"), priority: prioritySchema }),
  z.object({ type: z.literal("take") }),
  z.object({ type: z.literal("transfer"), to: destinationSchema }),
  z.object({ type: z.literal("release") }),
  z.object({ type: z.literal("no_reply_needed") }),
  z.object({
    type: z.literal("snooze"),
    minutes: z.number().int().min(1).max(MAX_SNOOZE_MINUTES),
    /** false: even if the customer writes. Left out: a message of the customer ends it. */
    wakesOnReply: z.boolean().optional(),
  }),
  /** `outcome`: the answer to the queue’s wrap-up form. */
  z.object({
    type: z.literal("close"),
    outcome: lineSchema({ max: MAX_OUTCOME_CHARACTERS }).nullable(),
  }),
  z.object({ type: z.literal("archive") }),
]);
export type MacroStep = z.infer<typeof macroStepSchema>;

export const MACRO_STEPS = [
  "reply",
  "canned_reply",
  "note",
  "label",
  "unlabel",
  "priority",
  "take",
  "transfer",
  "release",
  "no_reply_needed",
  "snooze",
  "close",
  "archive",
] as const satisfies MacroStep["type"][];

/** A named list of steps that an agent runs on a thread. */
export const macroSchema = z.object({
  id: idSchema,
  /** Unique within its scope. */
  name: z.string(),
  scope: cannedScopeSchema,
  steps: z.array(macroStepSchema),
  /** Its place among those of its scope, from 0. */
  position: z.number(),
  /** How often it has been run. */
  uses: z.number(),
  /** Whether the reader may change and delete it. */
  mayEdit: z.boolean(),
});
export type Macro = z.infer<typeof macroSchema>;

/** The steps as they would run on one thread. */
export const macroPreviewSchema = z.object({
  steps: z.array(
    z.object({
      step: macroStepSchema,
      /** The text of a reply or note, with its variables filled in. */
      text: z.string().nullable(),
      /** Variables without a value: a reply with one is not sent. */
      missing: z.array(z.string()),
      /** The canned reply, label or destination is gone. */
      isGone: z.boolean(),
    }),
  ),
});
export type MacroPreview = z.infer<typeof macroPreviewSchema>;

export const macroRunSchema = z.object({
  done: z.array(idSchema),
  failed: z.array(
    z.object({
      id: idSchema,
      /** The step that was refused, from 0; null: the thread refused the macro. Nothing was done to the thread. */
      step: z.number().nullable(),
      /** As of the single act: owned_by_other, newer_message, not_found, … */
      code: z.string(),
      /** The code of a wrong value: outcome_required, unfilled_variable, … */
      reason: z.string().optional(),
      /** One sentence for people. */
      message: z.string(),
    }),
  ),
  /** The text that the steps put into the composer. */
  inserts: z.array(
    z.object({
      threadId: idSchema,
      text: z.string(),
      attachments: z.array(attachmentSchema),
    }),
  ),
});
export type MacroRun = z.infer<typeof macroRunSchema>;
