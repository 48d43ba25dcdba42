import type { Label } from "#contract/shapes.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";

/** What customers and threads can be marked with, by name. Everybody may know them. */
export function listLabels(context: Context, _actor: Actor): Promise<Label[]> {
  return context.db.prisma.label.findMany({
    orderBy: { name: "asc" },
    select: { id: true, name: true, color: true },
  });
}
