import { z } from "zod";

/**
 * A backup is one gzipped tar file with these entries, in this order:
 * - `manifest.json`: a Manifest
 * - `secrets.json`: the Secrets
 * - `database/<table>/<n>`: rows in the text format of COPY, cut between rows
 * - `files/<key>`: the files that rows name
 * - `contents.json`: the Contents. An archive without it was cut off.
 */
export const FORMAT = 1;

export const MANIFEST = "manifest.json";
export const SECRETS = "secrets.json";
export const CONTENTS = "contents.json";
export const DATABASE_FOLDER = "database/";
export const FILES_FOLDER = "files/";

export const manifestSchema = z.object({
  product: z.literal("parley"),
  format: z.number().int(),
  /** The version of the program that made it. */
  version: z.string(),
  /** The moment of the snapshot, ISO 8601. */
  createdAt: z.iso.datetime(),
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  sequences: z.array(
    z.object({ table: z.string(), column: z.string(), last: z.string() }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const secretsSchema = z.object({
  authSecret: z.string(),
  /** The current one first. */
  encryptionKeys: z.array(z.string()).min(1),
});
export type ArchivedSecrets = z.infer<typeof secretsSchema>;

export const contentsSchema = z.object({
  /** By entry, the SHA-256 of its bytes in hex. */
  hashes: z.record(z.string(), z.string()),
  /** Keys of files that rows name and that were gone: removed while the backup ran, or lost before. */
  missingFiles: z.array(z.string()),
});
export type Contents = z.infer<typeof contentsSchema>;
