import { openDatabase, type Database } from "#server/db/client.ts";
import { createDatabaseClock } from "#server/db/database-clock.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import {
  isAnythingSealed,
  requireKeysThatOpen,
} from "#server/domain/access/sealed.ts";
import type { Context } from "#server/domain/context.ts";
import { createFileScanner } from "#server/domain/files/scan/scanner.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import { createVault, type Vault } from "#server/runtime/crypto.ts";
import type { Env } from "#server/runtime/env.ts";
import { createLog, type Log } from "#server/runtime/log.ts";
import { checkSecretFiles, loadSecrets } from "#server/runtime/secrets.ts";
import { withDatabaseUrl } from "./database-url.ts";

/**
 * Runs `work` with the context of domain commands, on the database of a
 * running server or on one started for this call, and closes everything
 * afterwards.
 */
export async function withContext<T>(
  env: Env,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const log = createLog("error", process.stderr.fd); // stdout is for the answer
  checkSecretFiles(env);
  return withDatabaseUrl(env, log, async (url) => {
    await migrate(url, log);
    return withContextAt(env, log, url, work);
  });
}

async function withContextAt<T>(
  env: Env,
  log: Log,
  url: string,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const db = openDatabase({ url, log, poolSize: 2 });
  try {
    const secrets = await loadSecrets(env, () => isAnythingSealed(db));
    const vault = createVault(
      secrets.encryptionKeys,
      secrets.readEncryptionKeys,
    );
    await requireKeysThatOpen(db, vault);
    return await work(await contextOn({ env, log, db, vault }));
  } finally {
    await db.close();
  }
}

export type ContextParts = { env: Env; log: Log; db: Database; vault: Vault };

/** The context of domain commands on an open database. */
export async function contextOn({
  env,
  log,
  db,
  vault,
}: ContextParts): Promise<Context> {
  const clock = createDatabaseClock(db.sql, log);
  await clock.sync();
  return {
    db,
    log,
    clock,
    vault,
    files: createFileStore(env),
    ...(env.fileScan ? { scanner: createFileScanner(env.fileScan) } : {}),
    config: {
      publicUrl: env.publicUrl,
      metaGraphUrl: env.metaGraphUrl,
      metaGraphVersion: env.metaGraphVersion,
      metaAuthTypes: env.metaAuthTypes,
      presenceGraceMs: env.presenceGraceSeconds * 1000,
      allowPrivateServices: env.routingServicePrivate || env.outboundPrivate,
      outboundPrivate: env.outboundPrivate,
      inboxAppIds: env.inboxAppIds,
    },
  };
}
