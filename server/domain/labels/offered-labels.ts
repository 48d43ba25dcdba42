import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { isForActor } from "#server/domain/access/for-departments.ts";
import { invalidField } from "#server/domain/app-error.ts";

/** SQL: the departments of a label `l`. */
const departmentsOfLabel = Prisma.sql`array(
  select x."departmentId" from label_department x where x."labelId" = l.id)`;

/** The labels among these that the actor can use. */
export async function offeredTo(
  reader: Pick<Sql, "$queryRaw">,
  actor: Actor,
  labelIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await reader.$queryRaw<{ id: string }[]>(Prisma.sql`
    select l.id from label l
    where l.id = any(${[...labelIds]}::uuid[]) and ${isForActor(actor, departmentsOfLabel)}`);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Checks that the actor can use a label, and locks it against deletion until
 * the commit.
 * @throws AppError invalid_input: it is gone, or for other departments
 */
export async function requireOffered(
  tx: Pick<Sql, "$queryRaw">,
  actor: Actor,
  labelId: string,
): Promise<string> {
  const [label] = await tx.$queryRaw<{ isOffered: boolean }[]>(Prisma.sql`
    select ${isForActor(actor, departmentsOfLabel)} as "isOffered"
    from label l where l.id = ${labelId}::uuid for key share`);
  if (!label) throw invalidField("labelId", "label_gone");
  if (!label.isOffered)
    throw invalidField("labelId", "label_of_other_department");
  return labelId;
}
