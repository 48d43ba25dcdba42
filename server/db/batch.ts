import pg from "pg";

/** `name`: the statement is prepared under it, once per connection. Each text has one name. */
export type Statement = {
  name: string;
  text: string;
  values?: unknown[];
  types?: pg.CustomTypesConfig;
};

export type Answer = {
  command: string;
  rowCount: number;
  rows: unknown[];
};

/** Statements of one transaction on their way to Postgres. */
export type Together = {
  query(statement: Statement): Promise<Answer>;
  /** Sends the pending statements, then `last`, and nothing after it. Fails if any of them could not be sent. */
  close(last: Statement): Promise<Answer>;
  /** Fails all statements that are unsent, and all later ones. */
  abandon(error: Error): void;
};

/**
 * Runs statements that are begun in one tick as one message: one write, and
 * one answer when all of them are done. On its own, pg asks for an answer
 * after each statement, and every answer wakes this process; see
 * docs/performance.md.
 * When one fails, Postgres runs none of those behind it, and all of them fail
 * with its error.
 */
export function runTogether(client: pg.ClientBase): Together {
  let begun: Asked[] = [];
  // A function, because making an error costs as much as a statement.
  let over: (() => Error) | null = null;
  let unwritable: Error | null = null;
  /** Throws for a value that cannot be written; Postgres never sees the statement then. */
  function write({ values = [] }: Statement): unknown[] {
    try {
      return values.map((value) => prepareValue(value));
    } catch (error) {
      unwritable = error as Error;
      throw error;
    }
  }
  function send(): void {
    const asked = begun;
    begun = [];
    if (asked.length > 0) client.query(new Batch(asked));
  }
  function query(statement: Statement): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (over) return reject(over());
      const written = write(statement);
      if (begun.length === 0) process.nextTick(send);
      begun.push({ statement, written, rows: [], resolve, reject });
    });
  }
  function abandon(error: Error): void {
    over = () => error;
    for (const { reject } of begun.splice(0)) reject(error);
  }
  return {
    query,
    close(last) {
      if (unwritable) abandon(unwritable);
      const closed = query(last);
      over ??= () => new Error("The transaction is over.");
      return closed;
    },
    abandon,
  };
}

type Asked = {
  statement: Statement;
  /** The values, in the form that Postgres reads. */
  written: unknown[];
  rows: unknown[];
  resolve(answer: Answer): void;
  reject(error: Error): void;
};

/** The reading of a statement's rows. It is decided once per connection, when the statement is prepared. */
type Shape = { name: string; parse(text: string): unknown }[];
const shapes = new WeakMap<pg.Connection, Map<string, Shape>>();

/** Members of pg's connection that its types leave out. */
type Line = pg.Connection & {
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
};
type QueryOfPg = pg.Query & { callback(error: Error | null): void };
const { prepareValue } = (pg as unknown as { utils: Utils }).utils;
type Utils = { prepareValue(value: unknown): unknown };

/**
 * For pg this is one query among others, hence the class: it has one Sync and
 * ends with one ReadyForQuery. It answers the calls that pg makes on a query,
 * as pg-cursor does, and shares pg's list of prepared statements.
 */
class Batch extends (pg.Query as unknown as new (config: object) => QueryOfPg) {
  /** The statements without an answer yet, the current one first. */
  readonly #left: Asked[];
  #shapes = new Map<string, Shape>();
  #shape: Shape = [];

  constructor(asked: Asked[]) {
    super({ callback: () => undefined });
    this.#left = asked;
  }

  override submit = (connection: pg.Connection): void => {
    const line = connection as Line;
    this.#shapes = shapes.get(line) ?? new Map<string, Shape>();
    shapes.set(line, this.#shapes);
    const described = new Set<string>();
    line.stream.cork();
    try {
      for (const asked of this.#left)
        send(line, asked, this.#shapes, described);
      line.sync();
    } finally {
      line.stream.uncork();
    }
    this.#turnTo(this.#left[0]);
  };

  handleRowDescription({ fields }: { fields: pg.FieldDef[] }): void {
    const { name, types = pg.types } = this.#left[0]!.statement;
    this.#shape = fields.map((field) => ({
      name: field.name,
      parse: types.getTypeParser(field.dataTypeID, "text") as Shape[0]["parse"],
    }));
    this.#shapes.set(name, this.#shape);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    for (const [index, { name, parse }] of this.#shape.entries()) {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : parse(text);
    }
    this.#left[0]?.rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const asked = this.#left.shift();
    if (!asked) return;
    const { statement, rows, resolve } = asked;
    if (!this.#shapes.has(statement.name)) this.#shapes.set(statement.name, []); // it returns no rows
    const [command = "", ...numbers] = text.split(" ");
    resolve({ command, rows, rowCount: Number(numbers.at(-1) ?? 0) });
    this.#turnTo(this.#left[0]);
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleError(error: Error, line: Line): void {
    for (const { statement, reject } of this.#left.splice(0)) {
      // Statements behind the failed one were never prepared.
      delete line.submittedNamedStatements[statement.name];
      reject(error);
    }
    this.callback(error);
  }

  /** pg records under our name which statements Postgres has prepared. */
  #turnTo(next: Asked | undefined): void {
    if (!next) return;
    const { name, text } = next.statement;
    this.#shape = this.#shapes.get(name) ?? [];
    Object.assign(this, { name, text });
  }
}

/** @param described statements whose shape this batch has requested */
function send(
  line: Line,
  asked: Asked,
  shapes: ReadonlyMap<string, Shape>,
  described: Set<string>,
): void {
  const { name, text } = asked.statement;
  const isPrepared =
    name in line.parsedStatements || name in line.submittedNamedStatements;
  if (!isPrepared) {
    line.parse({ name, text, types: [] }, true);
    line.submittedNamedStatements[name] = text;
  }
  if (!shapes.has(name) && !described.has(name)) {
    line.describe({ type: "S", name }, true);
    described.add(name);
  }
  const values = asked.written as string[];
  line.bind({ portal: "", statement: name, values }, true);
  line.execute({ portal: "" }, true);
}
