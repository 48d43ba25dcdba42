import type { Context } from "hono";
import { z } from "zod";
import { ActRefused } from "../world/person-acts.ts";

/** A control call that cannot be done: 404 for what is not there, 422 for bad
 *  input, 409 for what the state forbids. */
export class ControlError extends Error {
  readonly status: 404 | 409 | 422;
  constructor(status: 404 | 409 | 422, message: string) {
    super(message);
    this.status = status;
  }
}

export function answerProblem(error: Error, c: Context): Response {
  if (error instanceof ControlError)
    return c.json({ error: { message: error.message } }, error.status);
  if (error instanceof ActRefused)
    return c.json({ error: { message: error.message } }, 409);
  if (error instanceof z.ZodError)
    return c.json(
      {
        error: {
          message: "The body does not have the right shape.",
          issues: error.issues.map(({ path, message }) => ({
            path: path.join("."),
            message,
          })),
        },
      },
      422,
    );
  throw error;
}

/** The body as JSON of `schema`; no body counts as {}. */
export async function body<T extends z.ZodType>(
  c: Context,
  schema: T,
): Promise<z.infer<T>> {
  const text = await c.req.text();
  let parsed: unknown = {};
  try {
    if (text !== "") parsed = JSON.parse(text);
  } catch {
    throw new ControlError(422, "The body is not JSON.");
  }
  return schema.parse(parsed);
}

/** A moment as ISO text or Unix ms. */
export const momentSchema = z
  .union([z.number(), z.iso.datetime({ offset: true })])
  .transform((value) =>
    typeof value === "number" ? value : Date.parse(value),
  );
