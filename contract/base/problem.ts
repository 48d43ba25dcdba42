import { z } from "zod";

/** RFC 9457, `application/problem+json`. `code` is the stable key of the error. */
export const problemDetailsSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  errors: z
    .array(
      z.object({
        path: z.string(),
        message: z.string(),
        /** The stable key of the message, where it has one. */
        code: z.string().optional(),
      }),
    )
    .optional(),
  /** 409: the current state. */
  current: z.unknown().optional(),
});
export type ProblemDetails = z.infer<typeof problemDetailsSchema>;
