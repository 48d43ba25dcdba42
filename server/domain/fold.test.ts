import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { foldText } from "#contract/text/fold.ts";
import type { Database } from "#server/db/client.ts";
import { testDatabase } from "#server/db/test-database.ts";

/** contract/text/fold.ts and parley_fold() of the database say the same. */

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});

const LAST_CODE_POINT = 0x2ffff;

/** Null: a character that this Postgres does not know yet; nothing is said of how it is folded. */
async function foldedBySql(texts: string[]): Promise<(string | null)[]> {
  const { rows } = await db.pool.query<{ folded: string | null }>(
    `select case when unicode_assigned(text) then parley_fold(text) end as folded
     from unnest($1::text[]) with ordinality as given (text, place) order by place`,
    [texts],
  );
  return rows.map(({ folded }) => folded);
}

async function expectAgreement(texts: string[]): Promise<void> {
  const folded = await foldedBySql(texts);
  const differing = texts.filter((text, at) => {
    const bySql = folded[at];
    return bySql !== null && bySql !== foldText(text);
  });
  expect(differing).toEqual([]);
  expect(folded.filter((text) => text !== null)).not.toHaveLength(0);
}

test("every character is folded alike by the screen and the database", async () => {
  const characters = Array.from({ length: LAST_CODE_POINT }, (_, at) =>
    String.fromCodePoint(at + 1),
  ).filter((character) => /[^\p{Cs}\p{Cn}\p{Co}]/u.test(character));
  // Beside a letter a mark may be combined with it.
  await expectAgreement(characters.flatMap((one) => [one, `A${one}e`]));
});

test("so is any text", async () => {
  const noNul = fc
    .string({ unit: "grapheme", maxLength: 30 })
    .map((text) => text.replaceAll("\0", ""));
  await expectAgreement(fc.sample(noNul, 3_000));
});
