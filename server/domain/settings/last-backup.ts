import { z } from "zod";
import type { Sql } from "#server/db/sql.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";

const lastBackupSchema = z.object({
  /** ISO 8601; null: none is known. */
  at: z.iso.datetime().nullable(),
  bytes: z.number(),
});
type LastBackup = z.infer<typeof lastBackupSchema>;

const SETTING: Setting<LastBackup> = {
  key: "last_backup",
  schema: lastBackupSchema,
  defaults: { at: null, bytes: 0 },
};

/** Records a backup that is whole, for the page of the system. */
export async function noteBackup(
  tx: Sql,
  { at, bytes }: { at: Date; bytes: number },
): Promise<void> {
  await writeSetting(tx, SETTING, { at: at.toISOString(), bytes });
}

/** The last backup; null: none is known. */
export async function readLastBackup(
  reader: Pick<Sql, "$queryRaw">,
): Promise<{ at: string; bytes: number } | null> {
  const { at, bytes } = await readSetting(reader, SETTING);
  return at === null ? null : { at, bytes };
}
