import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Database } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";
import { inSqlTransaction } from "#server/db/transaction.ts";
import { readSetting, writeSetting, type Setting } from "./setting-row.ts";

type Numbers = Record<"one" | "two" | "three", number>;

const numbers: Setting<Numbers> = {
  key: "numbers",
  schema: z.object({ one: z.number(), two: z.number(), three: z.number() }),
  defaults: { one: 0, two: 0, three: 0 },
};

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});

const write = (patch: Partial<Numbers>) =>
  inSqlTransaction(db, (tx) => writeSetting(tx, numbers, patch));

test("members that are not stored have their default", async () => {
  expect(await readSetting(db.sql, numbers)).toEqual(numbers.defaults);
  expect(await write({ two: 2 })).toEqual({ one: 0, two: 2, three: 0 });
});

test("changes of different members at the same time are all kept", async () => {
  await write({ one: 0 });
  await Promise.all([
    write({ one: 1 }),
    write({ two: 22 }),
    write({ three: 3 }),
  ]);
  expect(await readSetting(db.sql, numbers)).toEqual({
    one: 1,
    two: 22,
    three: 3,
  });
});

test("an unreadable value counts as not stored", async () => {
  await db.prisma.setting.update({
    where: { key: numbers.key },
    data: { value: "broken" },
  });
  expect(await readSetting(db.sql, numbers)).toEqual(numbers.defaults);
  expect(await write({ one: 1 })).toEqual({ one: 1, two: 0, three: 0 });
});
