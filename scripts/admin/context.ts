import { openDatabase } from "#server/db/client.ts";
import { createDatabaseClock } from "#server/db/database-clock.ts";
import { joinEmbedded } from "#server/db/embedded/embedded.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import {
  isAnythingSealed,
  requireKeysThatOpen,
} from "#server/domain/access/sealed.ts";
import type { Context } from "#server/domain/context.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import { createVault } from "#server/runtime/crypto.ts";
import type { Env } from "#server/runtime/env.ts";
import { createLog } from "#server/runtime/log.ts";
import { checkSecretFiles, loadSecrets } from "#server/runtime/secrets.ts";

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
  const embedded =
    env.databaseUrl === null
      ? await joinEmbedded({ dataDir: env.dataDir, log })
      : null;
  try {
    const url = env.databaseUrl ?? embedded?.url ?? "";
    await migrate(url, log);
    const db = openDatabase({ url, log, poolSize: 2 });
    try {
      const secrets = await loadSecrets(env, () => isAnythingSealed(db));
      const vault = createVault(
        secrets.encryptionKeys,
        secrets.readEncryptionKeys,
      );
      await requireKeysThatOpen(db, vault);
      const clock = createDatabaseClock(db.sql, log);
      await clock.sync();
      return await work({
        db,
        log,
        clock,
        vault,
        files: createFileStore({ dataDir: env.dataDir }),
        config: {
          publicUrl: env.publicUrl,
          metaGraphUrl: env.metaGraphUrl,
          metaGraphVersion: env.metaGraphVersion,
          presenceGraceMs: env.presenceGraceSeconds * 1000,
          allowPrivateServices:
            env.routingServicePrivate || env.outboundPrivate,
          outboundPrivate: env.outboundPrivate,
          inboxAppIds: env.inboxAppIds,
        },
      });
    } finally {
      await db.close();
    }
  } finally {
    await embedded?.stop();
  }
}
