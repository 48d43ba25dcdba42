import type { ThreadOffer } from "#contract/threads/offer.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { toDestination } from "#server/domain/destinations/destination.ts";

/** An offer as its agent's screen shows it, beside the thread. */
export type ShownOffer = {
  agentId: string;
  shown: Omit<ThreadOffer, "threadId" | "thread">;
};

type OfferRow = {
  id: string;
  agentId: string;
  kind: "ring" | "transfer";
  note: string | null;
  viaType: string | null;
  viaId: string | null;
  createdAt: Date;
  expiresAt: Date;
  fromId: string | null;
  fromName: string | null;
};

/** Reads offers by id, only those that are still open: an ended offer need not ring. */
export async function loadShownOffers(
  tx: Sql,
  ids: string[],
): Promise<Map<string, ShownOffer>> {
  if (ids.length === 0) return new Map();
  const found = await tx.$queryRaw<OfferRow[]>(Prisma.sql`
    select o.id, o."agentId", o.kind, o.note, o."viaType", o."viaId", o."createdAt", o."expiresAt", f.id as "fromId", f.name as "fromName"
    from offer o left join agent f on f.id = o."fromId" where o.id = any(${ids}::uuid[]) and o."endedAt" is null`);
  return new Map(
    found.map((row) => [
      row.id,
      {
        agentId: row.agentId,
        shown: {
          kind: row.kind,
          from:
            row.fromId === null
              ? null
              : { id: row.fromId, name: row.fromName ?? "" },
          note: row.note,
          via: toDestination({ type: row.viaType, id: row.viaId }),
          createdAt: row.createdAt.toISOString(),
          expiresAt: row.expiresAt.toISOString(),
        },
      },
    ]),
  );
}
