import { opensWhatIsStored } from "#server/domain/access/sealed.ts";
import type { Context } from "#server/domain/context.ts";
import type { Checks } from "./health.ts";

/** The parts that /api/ready checks beside the database; null: this process does not run that part. */
export type Parts = {
  /**
   * Passed in, since a plain Next host has neither the migrations' files nor
   * their engine in its bundle.
   */
  pendingMigrations: (() => Promise<number>) | null;
  works: Works | null;
};

/** By loop; `trouble` null: it works, or rests because there is nothing to do. */
export type Works = {
  state(): Record<string, { trouble: { since: Date; reason: string } | null }>;
};

/** The checks of whether this process can do its part. */
export function readinessChecks(
  { db, vault, files }: Context,
  { pendingMigrations, works }: Parts,
): Checks {
  return {
    async database() {
      await db.sql.$queryRaw`select 1`;
      return { ok: true };
    },
    async secrets() {
      return (await opensWhatIsStored(db, vault))
        ? { ok: true }
        : { ok: false, detail: "the keys do not open what is stored" };
    },
    // Reported only, and no reason to send traffic elsewhere: messages work without files.
    files() {
      const trouble = files.trouble();
      if (!trouble) return Promise.resolve({ ok: true });
      const why =
        trouble.code === "storage_full"
          ? "no room on the disk"
          : "the folder or bucket of files cannot be used";
      return Promise.resolve({ ok: true, detail: `${why}: files wait` });
    },
    ...(pendingMigrations && {
      async migrations() {
        const pending = await pendingMigrations();
        return pending === 0
          ? { ok: true }
          : { ok: false, detail: `${pending} to be applied` };
      },
    }),
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
