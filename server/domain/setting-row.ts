import type { z } from "zod";
import { lockUntilCommit } from "#server/db/advisory-lock.ts";
import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";

/** One row of the table `setting`: its key, the schema of its value, and the values of members that are not stored. */
export type Setting<Value extends object> = {
  key: string;
  schema: z.ZodObject & z.ZodType<Value>;
  defaults: Value;
};

/** Reads the stored values over the defaults. Unreadable values count as not stored. */
export async function readSetting<Value extends object>(
  reader: Pick<Sql, "$queryRaw">,
  { key, schema, defaults }: Setting<Value>,
): Promise<Value> {
  const [row] = await reader.$queryRaw<{ value: unknown }[]>(
    Prisma.sql`select value from setting where key = ${key}`,
  );
  const saved = schema.partial().safeParse(row?.value ?? {});
  return {
    ...defaults,
    ...(saved.success ? (saved.data as Partial<Value>) : {}),
  };
}

/**
 * Writes the given members over the stored ones. A second change waits for the
 * commit of the first, so that both are kept.
 * @returns the values as they are read from now on
 */
export async function writeSetting<Value extends object>(
  tx: Sql,
  setting: Setting<Value>,
  patch: { [Member in keyof Value]?: Value[Member] | undefined },
): Promise<Value> {
  const { key } = setting;
  await lockUntilCommit(tx, `setting ${key}`);
  const value = { ...(await readSetting(tx, setting)), ...patch };
  await tx.$executeRaw(Prisma.sql`
    insert into setting (key, value, "updatedAt") values (${key}, ${JSON.stringify(value)}::jsonb, now())
    on conflict (key) do update set value = excluded.value, "updatedAt" = excluded."updatedAt"`);
  return readSetting(tx, setting);
}
