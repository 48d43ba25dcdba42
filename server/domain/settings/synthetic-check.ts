import { z } from "zod";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import type { Sql } from "#server/db/sql.ts";
import {
  readSetting,
  writeSetting,
  type Setting,
} from "#server/domain/setting-row.ts";

/** The `externalId` of the source of synthetic messages. No channel has it, so they reach no thread. */
export const SYNTHETIC_SOURCE = "parley-synthetic";
/** The time from one synthetic message to the next, of all processes together. */
export const SYNTHETIC_EVERY_MS = 5 * 60_000;
/** Without a success for this long, something is wrong. The alert of deploy/prometheus says the same. */
const LATE_MS = 15 * 60_000;

const checkSchema = z.object({
  /** Of the message under way, or of the last one. */
  token: z.string(),
  startedAt: z.iso.datetime().nullable(),
  /** The start of the first one ever. */
  firstAt: z.iso.datetime().nullable(),
  lastSuccessAt: z.iso.datetime().nullable(),
  /** The time that the last one took that was published. */
  seconds: z.number().nullable(),
});
type Check = z.infer<typeof checkSchema>;

const SETTING: Setting<Check> = {
  key: "synthetic_check",
  schema: checkSchema,
  defaults: {
    token: "",
    startedAt: null,
    firstAt: null,
    lastSuccessAt: null,
    seconds: null,
  },
};

/**
 * Begins the next synthetic message, if one is due. Of several processes that
 * ask at once, one gets it.
 * @returns null: it has begun; else when the next one is due
 */
export async function beginSyntheticCheck(
  tx: Sql,
  token: string,
  now: Date,
): Promise<Date | null> {
  await lockUntilCommit(tx, `setting ${SETTING.key}`);
  const { startedAt, firstAt } = await readSetting(tx, SETTING);
  if (startedAt !== null) {
    const dueAt = new Date(Date.parse(startedAt) + SYNTHETIC_EVERY_MS);
    if (dueAt > now) return dueAt;
  }
  const at = now.toISOString();
  await writeSetting(tx, SETTING, {
    token,
    startedAt: at,
    firstAt: firstAt ?? at,
  });
  return null;
}

/** Records that the message was published. One that a later one has replaced counts no more. */
export async function finishSyntheticCheck(
  tx: Sql,
  token: string,
  now: Date,
): Promise<void> {
  await lockUntilCommit(tx, `setting ${SETTING.key}`);
  const check = await readSetting(tx, SETTING);
  if (check.token !== token || check.startedAt === null) return;
  const tookMs = now.getTime() - Date.parse(check.startedAt);
  await writeSetting(tx, SETTING, {
    token: "",
    lastSuccessAt: now.toISOString(),
    seconds: Math.max(0, tookMs) / 1000,
  });
}

export type SyntheticCheck = {
  lastSuccessAt: string | null;
  seconds: number | null;
  /** None has come through for too long. */
  late: boolean;
};

export async function readSyntheticCheck(
  reader: Pick<Sql, "$queryRaw">,
  now: Date,
): Promise<SyntheticCheck> {
  const check = await readSetting(reader, SETTING);
  const { lastSuccessAt, seconds, firstAt } = check;
  const since = lastSuccessAt ?? firstAt;
  const late = since !== null && now.getTime() - Date.parse(since) > LATE_MS;
  return { lastSuccessAt, seconds, late };
}
