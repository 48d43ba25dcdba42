/**
 * `npm run backup -- --out FILE [--json]`: writes database, files and secrets
 * as of one moment into one archive, beside a running server or without one.
 */
import { openDatabase } from "#server/db/client.ts";
import { createDatabaseClock } from "#server/db/database-clock.ts";
import {
  isAnythingSealed,
  requireKeysThatOpen,
} from "#server/domain/access/sealed.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { noteBackup } from "#server/domain/settings/last-backup.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import { createVault } from "#server/runtime/crypto.ts";
import { parseEnv, type Env } from "#server/runtime/env.ts";
import { createLog, type Log } from "#server/runtime/log.ts";
import { loadSecrets } from "#server/runtime/secrets.ts";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { findUrlFile } from "#server/db/embedded/postgres-home.ts";
import { withDatabaseUrl } from "./admin/database-url.ts";
import { readFlags } from "./archive/flags.ts";
import { makeBackup } from "./archive/make-backup.ts";

await runOrExplain(async () => {
  const { out, json } = readFlags("backup", {
    out: { type: "string" },
    json: { type: "boolean" },
  });
  if (out === undefined) throw new StartError("--out is missing: name a file.");
  const env = parseEnv(process.env);
  const log = createLog("error", process.stderr.fd); // stdout is for the answer
  if (env.databaseUrl === null && findUrlFile(env.dataDir) === null) {
    throw new StartError(`DATA_DIR: there is no database in ${env.dataDir}.`);
  }
  const result = await withDatabaseUrl(env, log, (url) =>
    backUp(env, log, { url, out }),
  );
  const { file, bytes, tables, files, missingFiles } = result;
  console.log(
    json
      ? JSON.stringify(result)
      : `${file} holds ${tables} tables and ${files} files in ${bytes} bytes. It holds the secrets, too: keep it where only you can read it.`,
  );
  if (missingFiles > 0) {
    process.stderr.write(
      `${missingFiles} files that the database names were not on the disk.\n`,
    );
  }
});

async function backUp(
  env: Env,
  log: Log,
  { url, out }: { url: string; out: string },
) {
  const db = openDatabase({ url, log, poolSize: 2 });
  try {
    const secrets = await loadSecrets(env, () => isAnythingSealed(db));
    // A backup that nothing opens would be found out too late.
    await requireKeysThatOpen(db, createVault(secrets.encryptionKeys));
    const clock = createDatabaseClock(db.sql, log);
    await clock.sync();
    const files = createFileStore(env);
    const result = await makeBackup({ db, files, clock }, secrets, out);
    const { bytes } = result;
    await inSqlTransaction(db, (tx) =>
      noteBackup(tx, { at: clock.now(), bytes }),
    );
    return result;
  } finally {
    await db.close();
  }
}
