import { Prisma } from "#server/db/client.ts";
import { AppError } from "#server/domain/app-error.ts";
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
 * says when. Safe to repeat; without such a customer, or where a legal hold
 * keeps one, the request stays open, and so does the supervisors' alert.
 */
export async function eraseForRequest(
  context: Context,
  { sourceId, userId }: { sourceId: string; userId: string },
): Promise<void> {
  const { sql } = context.db;
  const customers = await sql.$queryRaw<{ id: string }[]>(Prisma.sql`
    select distinct i."customerId" as id from identity i join channel ch on ch.id = i."channelId"
    where ch."sourceId" = ${sourceId}::uuid and i."externalId" = ${userId} order by 1`);
  let isHeld = false;
  for (const { id } of customers)
    try {
      await eraseUnchecked(context, VENDOR, id);
    } catch (error) {
      if (!(error instanceof AppError && error.code === "held")) throw error;
      isHeld = true;
    }
  if (customers.length > 0 && !isHeld)
    await sql.$executeRaw(Prisma.sql`
      update deletion_request set "erasedAt" = ${context.clock.now()}::timestamptz
      where "sourceId" = ${sourceId}::uuid and "userId" = ${userId}`);
}
