import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { cannedScopeSchema } from "#contract/canned/canned-reply.ts";
import { exactTextSchema, lineSchema } from "#contract/text/text-schema.ts";
import { MAX_BULK_THREADS } from "#contract/threads/bulk-limit.ts";
import { MAX_MACRO_STEPS, macroStepSchema } from "./macro.ts";

export const createMacroSchema = z.object({
  name: lineSchema({ min: 1, max: 60 }),
  scope: cannedScopeSchema.default("private"),
  steps: z.array(macroStepSchema).min(1).max(MAX_MACRO_STEPS),
});
export type CreateMacro = z.infer<typeof createMacroSchema>;

export const updateMacroSchema = z.object({
  name: createMacroSchema.shape.name.optional(),
  scope: cannedScopeSchema.optional(),
  steps: createMacroSchema.shape.steps.optional(),
  /** Its new place among those of its scope, from 0. */
  position: z.number().int().min(0).max(10_000).optional(),
});
export type UpdateMacro = z.infer<typeof updateMacroSchema>;

export const previewMacroSchema = z.object({ threadId: idSchema });

export const runMacroSchema = z.object({
  threadIds: z.array(idSchema).min(1).max(MAX_BULK_THREADS),
  /** Made by the caller; a thread on which this run is done already is not changed again. Left out: each request is a run. */
  runId: exactTextSchema({ min: 1, max: 80 }).optional(),
  /**
   * By thread, the newest message that the author has seen. A thread to which
   * the customer has written since fails with newer_message.
   */
  seen: z.record(idSchema, idSchema).optional(),
});
export type RunMacro = z.infer<typeof runMacroSchema>;
