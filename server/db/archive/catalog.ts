import pg from "pg";

type Reader = Pick<pg.ClientBase, "query">;

/** An identifier for SQL text. */
export function quote(name: string): string {
  return pg.escapeIdentifier(name);
}

/** Column names for SQL text. */
export function columnList(columns: string[]): string {
  return columns.map(quote).join(", ");
}

/** The tables of the schema, without those of extensions. */
export async function tableNames(client: Reader): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = current_schema() AND c.relkind = 'r'
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** The functions of the schema with their arguments, without those of extensions. */
export async function functionNames(client: Reader): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = current_schema()
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
  );
  return rows.map(({ name }) => name);
}
