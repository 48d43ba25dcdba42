import type { LoginAuthType } from "#contract/channels/login.ts";
import type { Database } from "#server/db/client.ts";
import type { FileScanner } from "#server/domain/file-scanner.ts";
import type { FileStore } from "#server/domain/file-store.ts";
import type { Clock } from "#server/runtime/clock.ts";
import type { Vault } from "#server/runtime/crypto.ts";
import type { Log } from "#server/runtime/log.ts";

/** Shared parts that every command and query needs; made once by main.ts and handed down. */
export type Context = Readonly<{
  db: Database;
  clock: Clock;
  log: Log;
  vault: Vault;
  files: FileStore;
  /** Left out: files are not scanned. */
  scanner?: FileScanner;
  config: {
    publicUrl: string;
    metaGraphUrl: string;
    metaGraphVersion: string;
    /** Values of `auth_type` that Meta's login dialog may get; left out: all that are known. */
    metaAuthTypes?: readonly LoginAuthType[];
    /** Without any device for this long an agent is gone. */
    presenceGraceMs: number;
    /** Apps beside Meta's own by which people write to customers; all others are programs. */
    inboxAppIds?: readonly string[];
    /** Names of other apps that answer customers, by the vendor's ids. */
    appNames?: Readonly<Record<string, string>>;
    /** Whether a synthetic message goes through the pipeline every five minutes. Left out: none does. */
    syntheticMessage?: boolean;
    /** Addresses that others give us (callbacks, files) may be private, and http. */
    outboundPrivate: boolean;
    /** Routing services may be at private addresses. */
    allowPrivateServices: boolean;
  };
}>;
