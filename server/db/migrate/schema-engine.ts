import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
} from "@prisma/driver-adapter-utils";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
// Not the package's main entry: that imports the .wasm file as a module, which
// Node does only with a flag.
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { connectionOptions } from "#server/db/client.ts";
import { LastingPool } from "#server/db/pool.ts";

/** Prisma's schema engine, compiled to WebAssembly, on one connection. */
export type OpenSchemaEngine = {
  engine: SchemaEngine;
  /** The one connection the engine works on. */
  pool: pg.Pool;
  /** The error of Postgres behind an error of the engine's, which often does not name it. */
  causeOf(error: unknown): unknown;
  close(): Promise<void>;
};

// The engine reads columns of type "char" when it describes a database, and
// the adapter has no name for that type. So the pool passes them as text
// under a marked name, and the mark restores the type in the adapter's
// answer.
const CHAR_TYPE = 18;
const TEXT_TYPE = 25;
const CHAR_MARK = ' "char"';

let instantiated: Promise<void> | null = null;

/**
 * Opens the engine that `prisma migrate` would have downloaded: same files,
 * same table `_prisma_migrations`, no native program.
 */
export async function openSchemaEngine(url: string): Promise<OpenSchemaEngine> {
  await (instantiated ??= instantiate());
  const pool = openPool(url);
  const factory = bindMigrationAwareSqlAdapterFactory(
    adapterFactory(url, pool),
  );
  const engine = await bindings.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    factory,
  );
  return {
    engine,
    pool,
    causeOf: (error) => pool.firstError ?? error,
    async close() {
      engine.free();
      await pool.end();
    },
  };
}

async function instantiate(): Promise<void> {
  const packageFile = createRequire(import.meta.url).resolve(
    "@prisma/schema-engine-wasm/schema_engine_bg",
  );
  const bytes = fs.readFileSync(
    path.join(path.dirname(packageFile), "schema_engine_bg.wasm"),
  );
  const { instance } = await WebAssembly.instantiate(bytes, {
    "./schema_engine_bg.js": bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
}

function adapterFactory(
  url: string,
  pool: pg.Pool,
): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => complete(await factory.connect()),
    async connectToShadowDb() {
      const name = `parley_shadow_${randomUUID()}`;
      await pool.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
      const shadowUrl = new URL(url);
      shadowUrl.pathname = `/${name}`;
      const shadow = openPool(shadowUrl.href);
      const adapter = complete(await new PrismaPg(shadow).connect());
      adapter.dispose = async () => {
        await shadow.end();
        await pool.query(`DROP DATABASE ${pg.escapeIdentifier(name)}`);
      };
      return adapter;
    },
  };
}

// One connection, and never a second in its place: a transaction would be
// lost with the first, and going on would apply half of it.
function openPool(url: string): CatalogPool {
  const pool = new CatalogPool({
    ...connectionOptions(url),
    max: 1,
    idleTimeoutMillis: 0,
  });
  pool.on("error", () => undefined); // the query that needs it reports it
  let connections = 0;
  pool.on("connect", (client) => {
    connections += 1;
    if (connections > 1) void client.end();
  });
  return pool;
}

class CatalogPool extends LastingPool {
  /** The first error of Postgres. After it, everything fails until the rollback. */
  firstError: unknown = null;

  constructor(config: pg.PoolConfig) {
    super(config);
    const ask = this.query.bind(this);
    this.query = (async (...args: [pg.QueryConfig]) => {
      const result = await ask(...args).catch((error: unknown) => {
        this.firstError ??= error;
        throw error;
      });
      for (const field of result.fields ?? []) {
        if (field.dataTypeID !== CHAR_TYPE) continue;
        field.dataTypeID = TEXT_TYPE;
        field.name += CHAR_MARK;
      }
      return result;
    }) as pg.Pool["query"];
  }
}

/** Changes the behavior of @prisma/adapter-pg 7.10 that the engine cannot work with. */
function complete(adapter: SqlDriverAdapter): SqlDriverAdapter {
  // The adapter would cut a script at every semicolon, also inside a function
  // body or a text. Here it is sent whole, as the native engine sends it:
  // without arguments pg uses the simple protocol, which takes many
  // statements.
  adapter.executeScript = async (script) => {
    await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
  };
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const { columnNames, columnTypes, ...rest } = await queryRaw(query);
    const isChar = (index: number) => columnNames[index]?.endsWith(CHAR_MARK);
    return {
      ...rest,
      columnNames: columnNames.map((name) => name.replace(CHAR_MARK, "")),
      columnTypes: columnTypes.map((type, index) =>
        isChar(index) ? ColumnTypeEnum.Character : type,
      ),
    };
  };
  return adapter;
}
