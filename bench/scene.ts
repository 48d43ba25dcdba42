import type { Database } from "#server/db/client.ts";
import type { Program } from "./program.ts";
import type { House } from "./seed.ts";
import type { Size } from "./size.ts";
import type { Product, Stage } from "./stage.ts";

/** All that the parts measure with: started once, shared by all. */
export type Scene = {
  size: Size;
  stage: Stage;
  product: Product;
  house: House;
  /** The bare references; the product's own databases hold what they list. */
  bare: Program;
  /** A second production server on a database with few threads. */
  small: { program: Program; db: Database; house: House };
  say(text: string): void;
};

/** Agents that exist, and so the most that can be connected. */
export const AGENTS = 50;
/** Customers that the messages come from, in turn. */
const CUSTOMERS = 500;
export const PSIDS = Array.from({ length: CUSTOMERS }, (_, index) =>
  String(5_550_000_000_000_000 + index),
);

/** Rows that match, in a database of the product's. */
export async function count(db: Database, what: string): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(
    `select count(*)::int as n from ${what}`,
  );
  return rows[0]?.n ?? 0;
}

export async function isApplied(db: Database): Promise<boolean> {
  return (await count(db, "delivery where state = 'pending'")) === 0;
}
