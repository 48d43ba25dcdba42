import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import type { Examined } from "#server/domain/routing/decide/eligible.ts";
import { newId } from "#server/runtime/crypto.ts";

/** One decision about a thread. `detail` holds its input, its result and the reason. */
export type NewTrace = {
  threadId: string;
  /** routed, handed_on, selected, held, rang, accepted, declined, missed, owned, released, … */
  step: string;
  detail: Record<string, unknown>;
};

/** Appends trace entries. Call it in the transaction of the decision. */
export async function writeTraces(
  tx: Sql,
  traces: NewTrace[],
  now: Date,
): Promise<void> {
  if (traces.length === 0) return;
  const rows = traces.map((trace) => ({ id: newId(), ...trace }));
  await tx.$executeRaw(Prisma.sql`
    insert into routing_trace (id, "threadId", at, step, detail)
    select x.id, x."threadId", ${now}::timestamptz, x.step, x.detail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(id uuid, "threadId" uuid, step text, detail jsonb)`);
}

/** Maximum number of agents named in a trace; the counts cover the rest of a queue of hundreds. */
const NAMED = 40;

/** The eligible and excluded agents, in a form small enough to store. Pure. */
export function traceOf({ eligible, excluded }: Examined) {
  const reasons: Record<string, number> = {};
  for (const { reason } of excluded) {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return {
    eligible: eligible
      .slice(0, NAMED)
      .map(({ agentId, name, load }) => ({ agentId, name, load })),
    eligibleCount: eligible.length,
    excluded: excluded.slice(0, NAMED),
    excludedCounts: reasons,
  };
}
