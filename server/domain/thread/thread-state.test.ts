import { expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { threadColumns } from "./thread-state.ts";

test("the columns of a thread's state have the types of the database", async () => {
  const { sql } = await testDatabase();
  const rows = await sql.$queryRaw<{ name: string; type: string }[]>`
    select column_name::text as name,
      case udt_name when 'int4' then 'int' when 'bool' then 'boolean' else udt_name end::text as type
    from information_schema.columns
    where table_schema = current_schema() and table_name = 'thread'`;
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  const found = Object.keys(threadColumns).map((name) => [
    name,
    types.get(name),
  ]);
  expect(Object.fromEntries(found)).toEqual(threadColumns);
});
