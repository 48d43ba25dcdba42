import { createHash } from "node:crypto";
import pg from "pg";
import { Prisma } from "#generated/prisma/client.ts";
import type { Statement } from "./batch.ts";

/**
 * What runs hand-written SQL: a transaction of Prisma's or one of ours, or the
 * pool itself. Rows come as Prisma gives them: Date for timestamptz, bigint
 * for int8, Uint8Array for bytea.
 */
export type Sql = {
  $queryRaw<T = unknown>(
    query: TemplateStringsArray | Prisma.Sql,
    ...values: unknown[]
  ): Promise<T>;
  /** Answers how many rows it changed. */
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
 * Hand-written SQL straight through pg, past Prisma's engine, which costs more
 * than most statements do. Each statement is prepared once a connection, under
 * a name made of its text: texts must not carry values.
 */
export function sqlOn(queryable: Queryable): Sql {
  const run = async (
    query: TemplateStringsArray | Prisma.Sql,
    values: unknown[],
  ) => {
    const statement =
      query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);
    const { text } = statement;
    try {
      return await queryable.query({
        name: nameOf(text),
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

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== "binary"
      ? BigInt
      : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

const MAX_NAMES = 2_000; // the product has some hundred; a bound all the same
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

/** Postgres quotes rows in these; they must not get into a log. */
function withoutValues(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    error.detail = undefined;
    error.where = undefined;
  }
  return error;
}
