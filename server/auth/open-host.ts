import { authSettings, setHost, type Host } from "#server/auth/host.ts";
import { openDatabase, type Database } from "#server/db/client.ts";
import { createDatabaseClock } from "#server/db/database-clock.ts";
import { actorForSession } from "#server/domain/access/sign-in/sessions.ts";
import { isAnythingSealed } from "#server/domain/access/sealed.ts";
import type { Context } from "#server/domain/context.ts";
import { createFileScanner } from "#server/domain/files/scan/scanner.ts";
import { createFileStore } from "#server/domain/files/store.ts";
import type { Clock } from "#server/runtime/clock.ts";
import { createVault } from "#server/runtime/crypto.ts";
import { parseEnv, type Env } from "#server/runtime/env.ts";
import { createLog, type Log } from "#server/runtime/log.ts";
import { loadSecrets, type Secrets } from "#server/runtime/secrets.ts";
import { noAddresses, parseAddressList } from "#server/runtime/address-list.ts";
import { StartError } from "#server/runtime/start-error.ts";

export type HostParts = {
  env: Env;
  log: Log;
  db: Database;
  secrets: Secrets;
  clock: Clock;
};

/** Puts the host together from its parts. */
export function createHost({ env, log, db, secrets, clock }: HostParts): Host {
  const context: Context = {
    db,
    log,
    clock,
    vault: createVault(secrets.encryptionKeys, secrets.readEncryptionKeys),
    files: createFileStore({ ...env, log }),
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
      appNames: env.appNames,
      syntheticMessage: env.syntheticMessage,
    },
  };
  return {
    context,
    auth: authSettings(secrets.authSecret, env.publicUrl, env.oidc),
    actorForSession: (claim, from) => actorForSession(context, claim, from),
    trustedProxies: parseAddressList(env.trustedProxies) ?? noAddresses,
    hasServer: false,
    accessChanged: () => undefined, // replaced by the live sockets of this process
  };
}

/**
 * For a plain Next host without main.ts: pages, API and webhooks on
 * DATABASE_URL. A process with ROLE=worker migrates that database and runs the
 * loops.
 * @throws StartError
 */
export async function openHost(source: NodeJS.ProcessEnv): Promise<Host> {
  const env = parseEnv(source);
  if (env.databaseUrl === null) {
    throw new StartError(
      "DATABASE_URL is missing: a plain Next host has no embedded database.",
    );
  }
  const log = createLog(env.logLevel);
  const db = openDatabase({ url: env.databaseUrl, log });
  const secrets = await loadSecrets(env, () => isAnythingSealed(db));
  const clock = createDatabaseClock(db.sql, log);
  await clock.sync();
  clock.start();
  const host = createHost({ env, log, db, secrets, clock });
  setHost(host);
  return host;
}
