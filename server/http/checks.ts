import { migrationState } from "#server/db/migrate.ts";
import type { Context } from "#server/domain/context.ts";
import type { Checks } from "#server/http/health.ts";

/** What /api/ready needs of the work that runs here. */
export type Works = {
  /** By loop; `trouble` null: it works, or rests because there is nothing to do. */
  state(): Record<string, { trouble: { since: Date; reason: string } | null }>;
};

/** Can this process do its part? `works` null: no work runs here. */
export function readinessChecks({ db }: Context, works: Works | null): Checks {
  return {
    async database() {
      await db.pool.query("select 1");
      return { ok: true };
    },
    async migrations() {
      const { pending } = await migrationState(db.pool);
      return pending.length === 0
        ? { ok: true }
        : { ok: false, detail: `${pending.length} to be applied` };
    },
    ...(works && {
      worker: () => {
        const troubled = Object.entries(works.state())
          .filter(([, { trouble }]) => trouble !== null)
          .map(([loop]) => loop);
        return Promise.resolve(
          troubled.length === 0
            ? { ok: true }
            : { ok: false, detail: `failing: ${troubled.join(", ")}` },
        );
      },
    }),
  };
}
