import { createHash } from "node:crypto";
import pg from "pg";
import { Prisma } from "#generated/prisma/client.ts";
import type { Statement } from "./batch.ts";

/**
 * Runs hand-written SQL: a transaction of Prisma's or one of ours, or the pool
 * itself. Rows have Prisma's types: Date for timestamptz, bigint for int8,
 * Uint8Array for bytea.
 */
export type Sql = {
  $queryRaw<T = unknown>(
    query: TemplateStringsArray | Prisma.Sql,
    ...values: unknown[]
  ): Promise<T>;
  /** Returns the number of changed rows. */
  $executeRaw(
    query: TemplateStringsArray | Prisma.Sql,
    ...values: unknown[]
  ): Promise<number>;
};

/** A pool, or the statements of a transaction. */
type Queryable = {
  query(
    statement: Statement,
  ): Promise<{ rows: unknown[]; rowCount: number | null }>;
};

/**
 * Runs hand-written SQL through pg, without Prisma's engine, which costs more
 * than most statements do. Each statement is prepared once per connection,
 * under a name made from its text: texts must not carry values. `canPlanAnew`:
 * a statement may also come without a name (plannedAnew), which a batch needs.
 */
export function sqlOn(
  queryable: Queryable,
  options: { canPlanAnew?: boolean } = {},
): Sql {
  const run = async (
    query: TemplateStringsArray | Prisma.Sql,
    values: unknown[],
  ) => {
    const statement =
      query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);
    const { text } = statement;
    try {
      const isAnew = options.canPlanAnew && anew.has(statement);
      return await queryable.query({
        name: isAnew ? UNNAMED : nameOf(text),
        text,
        values: statement.values,
        types,
      });
    } catch (error) {
      throw withoutValues(error);
    }
  };
  return {
    $queryRaw: async <T>(
      query: TemplateStringsArray | Prisma.Sql,
      ...values: unknown[]
    ) => (await run(query, values)).rows as T,
    $executeRaw: async (query, ...values) =>
      (await run(query, values)).rowCount ?? 0,
  };
}

const UNNAMED = "";
const anew = new WeakSet<Prisma.Sql>();

/**
 * The same statement, planned with its values each time it runs on the pool. A
 * prepared one is planned without them from its sixth run on, if Postgres expects no more of it then:
 * where a limit or a list of ids decides, it reads whole tables for what an index gives at once.
 */
export function plannedAnew(statement: Prisma.Sql): Prisma.Sql {
  anew.add(statement);
  return statement;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== "binary"
      ? BigInt
      : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

const MAX_NAMES = 2_000; // the product has about a hundred; a bound all the same
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    if (names.size >= MAX_NAMES) names.clear();
    name = createHash("sha1").update(text).digest("base64url");
    names.set(text, name);
  }
  return name;
}

/** Postgres quotes rows in these fields, and rows must not get into a log. */
function withoutValues(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    error.detail = undefined;
    error.where = undefined;
  }
  return error;
}
