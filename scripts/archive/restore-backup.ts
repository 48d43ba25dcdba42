import { openDatabase } from "#server/db/client.ts";
import {
  loadDatabase,
  stateOfDatabase,
  unknownMigrations,
} from "#server/db/archive/load.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { resealSecrets } from "#server/domain/access/reseal-secrets.ts";
import { requireKeysThatOpen } from "#server/domain/access/sealed.ts";
import { eraseAgain } from "#server/domain/customer-record/erase-again.ts";
import type { Context } from "#server/domain/context.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import { createVault } from "#server/runtime/crypto.ts";
import type { Env } from "#server/runtime/env.ts";
import type { Log } from "#server/runtime/log.ts";
import { adoptSecrets } from "#server/runtime/secrets.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { contextOn } from "#scripts/admin/context.ts";
import { DOUBT_SENDS, failHeldSends } from "./doubtful-sends.ts";
import { DATABASE_FOLDER, FILES_FOLDER, type Manifest } from "./format.ts";
import { checkArchive, readArchive } from "./read-archive.ts";

export type RestoreOptions = {
  env: Env;
  log: Log;
  url: string;
  file: string;
  /** Overwrite a database that holds data. */
  force: boolean;
};

export type RestoreResult = {
  /** The moment of the backup, ISO 8601. */
  createdAt: string;
  tables: number;
  files: number;
  /** Secrets that were sealed again with the keys of this environment. */
  resealed: number;
  /** Customers whom the backup brought back and who were erased again. */
  erasedAgain: number;
};

/**
 * Brings back database, files and secrets. The archive is checked as a whole
 * before anything is overwritten; the rows become visible all at once, after
 * the last file. Safe to repeat.
 * @throws StartError one sentence: no whole archive, of a newer version, or a
 * database that must not be overwritten
 */
export async function restoreBackup({
  env,
  log,
  url,
  file,
  force,
}: RestoreOptions): Promise<RestoreResult> {
  const { manifest, secrets } = await checkArchive(file);
  const [unknown] = unknownMigrations(manifest.migrations);
  if (unknown !== undefined) {
    throw new StartError(
      `--from: the backup was made by Parley ${manifest.version}, which is newer than this version: it has ${unknown}.`,
    );
  }
  await refuseToOverwrite(url, force);
  const { migrations, sequences } = manifest;
  const load = { url, log, migrations, sequences, beforeCommit: DOUBT_SENDS };
  let files = 0;
  await loadDatabase(load, async (loader) => {
    const store = createFileStore(env);
    await readArchive(file, async ({ name, chunks }) => {
      if (name.startsWith(DATABASE_FOLDER)) {
        await loader.load(tableOf(manifest, name), chunks);
      } else if (name.startsWith(FILES_FOLDER)) {
        const part = await store.receive(chunks, Number.MAX_SAFE_INTEGER);
        await part.keep(name.slice(FILES_FOLDER.length));
        files += 1;
      } else {
        for await (const _ of chunks); // read when the archive was checked
      }
    });
  });
  const keys = adoptSecrets(env, secrets);
  const db = openDatabase({ url, log, poolSize: 2 });
  try {
    const vault = createVault([...keys, ...secrets.encryptionKeys]);
    await requireKeysThatOpen(db, vault);
    const context = await contextOn({ env, log, db, vault });
    await failHeldSends(context);
    const erasedAgain = await eraseAgain(context);
    const resealed = await seal(context, keys, secrets.encryptionKeys);
    const { createdAt, tables } = manifest;
    return { createdAt, tables: tables.length, files, resealed, erasedAgain };
  } finally {
    await db.close();
  }
}

/** Seals again what the keys of this environment alone would not open. */
async function seal(
  context: Context,
  keys: string[],
  archived: string[],
): Promise<number> {
  if (archived.every((key) => keys.includes(key))) return 0;
  const { resealed } = await resealSecrets(context, commandLine);
  return resealed;
}

async function refuseToOverwrite(url: string, force: boolean): Promise<void> {
  const state = await stateOfDatabase(url);
  if (state === "foreign") {
    throw new StartError(
      "The database holds tables that are not Parley's: restore into a database of its own.",
    );
  }
  if (state === "parley" && !force) {
    throw new StartError(
      "The database is not empty: restore into an empty one, or give --force to overwrite it.",
    );
  }
}

function tableOf({ tables }: Manifest, entry: string) {
  const [name] = entry.slice(DATABASE_FOLDER.length).split("/");
  const table = tables.find((one) => one.name === name);
  if (!table)
    throw new StartError(`--from: the table ${name} is not described.`);
  return table;
}
