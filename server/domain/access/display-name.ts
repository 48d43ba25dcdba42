import type { PrismaTx } from "#server/db/transaction.ts";
import { AppError } from "#server/domain/app-error.ts";

/**
 * Refuses a name that another agent has: notes and transfers would speak in
 * the wrong name. Admins may use it, since two people can have one name.
 * @throws AppError already_exists (name)
 */
export async function refuseTakenName(
  tx: Pick<PrismaTx, "agent">,
  agentId: string,
  name: string,
): Promise<void> {
  const folded = foldName(name);
  const others = await tx.agent.findMany({
    where: { id: { not: agentId } },
    select: { name: true },
  });
  if (others.every((other) => foldName(other.name) !== folded)) return;
  throw new AppError("already_exists", {
    path: "name",
    current: { taken: "name" },
  });
}

/** Makes names that look alike equal: case, accents, width, spaces and invisible characters do not tell people apart. Pure. */
export function foldName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\p{Default_Ignorable_Code_Point}\p{Z}\s]/gu, "")
    .toLowerCase();
}
