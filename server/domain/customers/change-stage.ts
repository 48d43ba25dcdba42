import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { invalidField } from "#server/domain/app-error.ts";
import { newId } from "#server/runtime/crypto.ts";

type Change = { customerId: string; stageId: string | null; now: Date };

/**
 * Moves a customer, whose row is locked, to a stage, or to none, and records
 * the change. The same stage again changes nothing.
 * @returns whether something changed
 * @throws AppError invalid_input: no such stage, or an archived one
 */
export async function changeStage(
  tx: Pick<Sql, "$queryRaw" | "$executeRaw">,
  actor: Actor,
  { customerId, stageId, now }: Change,
): Promise<boolean> {
  const [old] = await tx.$queryRaw<
    { id: string | null; name: string | null }[]
  >(
    Prisma.sql`select c."stageId" as id, s.name from customer c
      left join customer_stage s on s.id = c."stageId" where c.id = ${customerId}::uuid`,
  );
  if ((old?.id ?? null) === stageId) return false;
  const toName = stageId === null ? null : await openStage(tx, stageId);
  await tx.$executeRaw(
    Prisma.sql`update customer set "stageId" = ${stageId}::uuid where id = ${customerId}::uuid`,
  );
  await tx.$executeRaw(Prisma.sql`
    insert into customer_stage_change (id, "customerId", "fromName", "toName", "actorId", "actorName", at)
    values (${newId()}::uuid, ${customerId}::uuid, ${old?.name ?? null}, ${toName}, ${actor.agentId}::uuid,
      ${actor.name}, ${now}::timestamptz)`);
  return true;
}

/** The name of a stage that customers can get; locked against deletion until the commit. */
async function openStage(
  tx: Pick<Sql, "$queryRaw">,
  stageId: string,
): Promise<string> {
  const [stage] = await tx.$queryRaw<{ name: string }[]>(Prisma.sql`
    select name from customer_stage where id = ${stageId}::uuid and "archivedAt" is null for key share`);
  if (!stage) throw invalidField("stageId", "stage_gone");
  return stage.name;
}
