import { inSqlTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { finishSyntheticCheck } from "#server/domain/settings/synthetic-check.ts";
import type { Row } from "./addressed-event.ts";

/** Records a synthetic message that was published, its last step. One that is not recorded counts as lost. */
export function recordSynthetic(context: Context, rows: readonly Row[]): void {
  for (const { kind, payload } of rows) {
    if (kind !== "synthetic.applied" || payload.token === undefined) continue;
    const { token } = payload;
    const now = context.clock.now();
    inSqlTransaction(context.db, (tx) =>
      finishSyntheticCheck(tx, token, now),
    ).catch((error: unknown) =>
      context.log.warn({ err: error }, "synthetic message not recorded"),
    );
  }
}
