import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";
import { roleSchema, type Role } from "#contract/people/agent.ts";
import { mayDo } from "#contract/people/policy.ts";
import { includesRole } from "#contract/people/roles.ts";

/** It ends then, unless it is ended before. */
export const SEE_AS_MINUTES = 30;

/** The teammate who sees a person's console, read-only, and when that ends. */
export const seenBySchema = z.object({
  id: idSchema,
  name: z.string(),
  until: timeSchema,
});

/** Whether the one role may see the console as the other does: never with more rights than its own. Pure. */
export function maySeeAs(viewer: Role, seen: Role): boolean {
  return mayDo(viewer, "people.see_as") && includesRole(viewer, seen);
}

/** The roles as which each role may see the console. */
export const SEE_AS_PAIRS: readonly (readonly [Role, Role])[] =
  roleSchema.options.flatMap((viewer) =>
    roleSchema.options
      .filter((seen) => maySeeAs(viewer, seen))
      .map((seen) => [viewer, seen] as const),
  );

/** The one change that is allowed meanwhile: it ends it. */
export const END_SEE_AS = "DELETE /me/see-as";

/** Lists that are a person's own matter, or ask for their answer. They are empty meanwhile. */
export const EMPTY_WHILE_SEEN: ReadonlySet<string> = new Set([
  "GET /drafts",
  "GET /notifications",
  "GET /offers",
  "GET /alerts",
]);

/** Reads that are refused meanwhile: a draft, and downloads that the audit log has in the person's name. */
export const REFUSED_WHILE_SEEN: ReadonlySet<string> = new Set([
  "GET /threads/{id}/draft",
  "GET /threads/{id}/transcript",
  "GET /reports/export",
  "GET /audit/export",
  "GET /leads/export",
  "GET /customers/export",
  "GET /customers/imports/{id}/errors",
  "GET /leads/imports/{id}/errors",
  "GET /customers/{id}/export/{jobId}",
]);
