import { Prisma } from "#server/db/client.ts";
import type { Context } from "#server/domain/context.ts";
import { eraseUnchecked } from "./erase.ts";

/** The author of an erasure that a vendor's signed request asks for. */
const VENDOR = {
  agentId: null,
  name: "Data deletion request",
  role: "owner",
} as const;

/**
 * Erases the customers who are the person of a data-deletion request: those
 * whom a channel of the same app knows under the same id. The request then
 * says when. Safe to repeat; without such a customer it changes nothing, and
 * the supervisors' alert remains.
 */
export async function eraseForRequest(
  context: Context,
  { sourceId, userId }: { sourceId: string; userId: string },
): Promise<void> {
  const { sql } = context.db;
  const customers = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select distinct i."customerId" as id from identity i join channel ch on ch.id = i."channelId"
    where ch."sourceId" = ${sourceId}::uuid and i."externalId" = ${userId} order by 1`);
  for (const { id } of customers) await eraseUnchecked(context, VENDOR, id);
  if (customers.length > 0)
    await sql.$executeRaw(Prisma.sql`
      update deletion_request set "erasedAt" = ${context.clock.now()}::timestamptz
      where "sourceId" = ${sourceId}::uuid and "userId" = ${userId}`);
}
