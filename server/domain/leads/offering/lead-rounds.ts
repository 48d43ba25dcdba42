import { PASSED_ENDS } from "#contract/routing/offer-end.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { addAttempt } from "#server/domain/leads/rows/lead-rows.ts";
import {
  passedOf,
  type Passed,
  type PassedRow,
} from "#server/domain/routing/offering/drained-queue.ts";
import type { WaitingLead } from "./lead-line.ts";

const MAX_NAMED = 20;

/** Adds a line to the lead's history: for whom it rings. No screen is told: lists of leads would fetch for every ring. */
export async function noteRing(
  tx: Sql,
  leadId: string,
  via: { type: "queue" | "ring_group"; id: string },
  agents: { id: string; name: string }[],
  now: Date,
): Promise<void> {
  const payload = { via, agents: agents.slice(0, MAX_NAMED) };
  await addAttempt(tx, { leadId, outcome: "offered", payload }, now);
}

/** Who passed on each lead in its round and, in the pause after a round, in that one; as loadPassed of threads. */
export async function loadPassedLeads(
  tx: Sql,
  leads: readonly WaitingLead[],
  now: Date,
): Promise<Map<string, Passed>> {
  if (leads.length === 0) return new Map();
  const wanted = leads.map(({ id, round }) => ({ id, round }));
  const rows = await tx.$queryRaw<
    (PassedRow & { leadId: string })[]
  >(Prisma.sql`
    select o."leadId", o."agentId", o.result, o."endedAt", o.round
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x(id uuid, round int)
    join lead_offer o on o."leadId" = x.id
    where o.round between x.round - 1 and x.round and o.result in (${Prisma.join([...PASSED_ENDS])})
    order by o."endedAt", o.id`);
  const byLead = Map.groupBy(rows, ({ leadId }) => leadId);
  return new Map(
    leads.flatMap((lead) => {
      const some = byLead.get(lead.id);
      return some ? [[lead.id, passedOf(lead, some, now)]] : [];
    }),
  );
}
