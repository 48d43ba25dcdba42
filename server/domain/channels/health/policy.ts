import type { Sql } from "#server/db/sql.ts";
import { addProblem, clearProblems } from "./health.ts";

/** Meta takes no warning back: after so long without another it says nothing any more. */
export const WARNING_FADES_MS = 30 * 24 * 3_600_000;

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
  tx: Sql,
  { channelId, action, reason, at }: PolicyAction,
): Promise<void> {
  if (action === "unblock") {
    await clearProblems(tx, channelId, ["policy_blocked"]);
    return;
  }
  const code = action === "warning" ? "policy_warning" : "policy_blocked";
  // Another warning is shown with its own date.
  if (code === "policy_warning") await clearProblems(tx, channelId, [code]);
  await addProblem(tx, channelId, "policy", { code, detail: reason }, at);
}
