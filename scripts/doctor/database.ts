import { Prisma, type Database } from "#server/db/client.ts";
import { migrationRecord } from "#server/db/migrate/migration-state.ts";
import { createVault, type Vault } from "#server/runtime/crypto.ts";
import type { Env } from "#server/runtime/env.ts";
import { loadSecrets } from "#server/runtime/secrets.ts";
import {
  isAnythingSealed,
  opensWhatIsStored,
} from "#server/domain/access/sealed.ts";
import { counted, failed, ok, reasonOf, warning, type Check } from "./check.ts";

const OLDEST_POSTGRES = 140_000;
/** A signed webhook and a certificate bear a little; a code of two steps, a minute. */
const NOTABLE_MS = 2_000;
const TOO_MUCH_MS = 60_000;

/** Whether the database answers, and with a version of Postgres that the migrations can run on. */
export async function checkDatabase(db: Database): Promise<Check> {
  try {
    const [row] = await db.sql.$queryRaw<{ number: number; version: string }[]>(
      Prisma.sql`select current_setting('server_version_num')::int as number,
        current_setting('server_version') as version`,
    );
    const { number = 0, version = "" } = row ?? {};
    const embedded = version.split(" ")[0] ?? version;
    return number < OLDEST_POSTGRES
      ? failed(
          "database",
          `The database is Postgres ${embedded}, which is too old.`,
          "Move to Postgres 14 or newer; we test on 18.",
        )
      : ok("database", `Postgres ${embedded} answers.`);
  } catch (error) {
    return unreachable(error);
  }
}

/** The check of a database that cannot be opened. */
export function unreachable(error: unknown): Check {
  return failed(
    "database",
    `The database cannot be reached: ${reasonOf(error)}.`,
    "Check DATABASE_URL, and whether Postgres runs and lets this machine in.",
  );
}

/** Compares the database's migrations with those of this version. */
export async function checkMigrations(db: Database): Promise<Check> {
  const { pending, unknown } = await migrationRecord(db.pool);
  if (unknown.length > 0) {
    return failed(
      "migrations",
      `A newer version of Parley has changed the database (${unknown.at(-1)}).`,
      "Run that version, or restore the backup that was made before it.",
    );
  }
  return pending.length === 0
    ? ok("migrations", "The database has every migration of this version.")
    : warning(
        "migrations",
        `${counted(pending.length, "migration of this version is", "migrations of this version are")} not applied yet.`,
        "The next start applies what is missing: restart Parley.",
      );
}

/** Whether the configured keys open what is stored. */
export async function checkSecrets(
  env: Env,
  db: Database,
): Promise<{ vault: Vault | null; check: Check }> {
  try {
    const secrets = await loadSecrets(env, () => isAnythingSealed(db));
    const vault = createVault(
      secrets.encryptionKeys,
      secrets.readEncryptionKeys,
    );
    if (await opensWhatIsStored(db, vault)) {
      const message = "The encryption keys open every stored secret.";
      return { vault, check: ok("secrets", message) };
    }
  } catch (error) {
    const message = `The secrets cannot be read: ${reasonOf(error)}.`;
    return { vault: null, check: failed("secrets", message) };
  }
  return {
    vault: null,
    check: failed(
      "secrets",
      "The encryption keys do not open the secrets stored in the database.",
      "Put the key that sealed them back into ENCRYPTION_KEY, behind the new one and parted by a comma.",
    ),
  };
}

/** Compares this machine's clock with the database's. */
export async function checkClock(db: Database): Promise<Check> {
  const asked = Date.now();
  const [row] = await db.sql.$queryRaw<{ ms: number }[]>(
    Prisma.sql`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`,
  );
  const answered = Date.now();
  return judgeClock((row?.ms ?? answered) - (asked + answered) / 2);
}

/** The finding for a difference of `offMs` between the clocks. */
export function judgeClock(offMs: number): Check {
  const seconds = (Math.abs(offMs) / 1000).toFixed(1);
  const message = `The clock of this machine and the clock of the database differ by ${seconds} s.`;
  const fix = "Set both by NTP.";
  if (Math.abs(offMs) > TOO_MUCH_MS) return failed("clock", message, fix);
  if (Math.abs(offMs) > NOTABLE_MS) return warning("clock", message, fix);
  return ok("clock", message);
}
