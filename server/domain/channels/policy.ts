import { Prisma } from "#server/db/client.ts";
import type { Tx } from "#server/db/transaction.ts";

/** Meta has acted against a page (`messaging_policy_enforcement`). */
export type PolicyAction = {
  channelId: string;
  /** warning | block | unblock, as Meta spells it. */
  action: string;
  reason: string | null;
  at: Date;
};

/**
 * Shows it on the channel: a block breaks it, a warning degrades it, an
 * unblock takes the block away. Safe to repeat.
 */
export async function recordPolicy(
  tx: Tx,
  { channelId, action, reason, at }: PolicyAction,
): Promise<void> {
  const code = action === "warning" ? "policy_warning" : "policy_blocked";
  const problem =
    action === "unblock"
      ? []
      : [{ code, at: at.toISOString(), detail: reason }];
  await tx.$executeRaw(Prisma.sql`
    with kept as (
      select ch.id, coalesce(jsonb_agg(p) filter (where p->>'code' <> ${code}), '[]'::jsonb)
        || ${JSON.stringify(problem)}::jsonb as problems
      from channel ch left join jsonb_array_elements(ch.problems) p on true
      where ch.id = ${channelId}::uuid group by ch.id)
    update channel ch set problems = kept.problems, health = case
        when kept.problems @> '[{"code": "policy_blocked"}]' then 'broken'
        when jsonb_array_length(kept.problems) = 0 then 'ok'
        when ch.health = 'broken' and ${action} <> 'unblock' then 'broken'
        else 'degraded' end
    from kept where ch.id = kept.id`);
}
