import fs from "node:fs";
import path from "node:path";

/** One folder of prisma/migrations. */
export type Migration = {
  /** `20260131120000_what_it_does`. */
  name: string;
  sql: string;
};

/** The form that Prisma's engine calls a MigrationList. */
export type MigrationList = ReturnType<typeof toMigrationList>;

// Not new URL("…", import.meta.url): a bundler takes that for a file to
// bundle. Every program of ours runs in the repository. Nor import.meta.url:
// where the API is bundled into the pages, it is the bundle's.
const PRISMA_FOLDER = path.resolve("prisma");
const MIGRATIONS_FOLDER = path.join(PRISMA_FOLDER, "migrations");
const LOCK_FILE = "migration_lock.toml";
/** Lets Prisma's engine see every table. */
export const NO_FILTER = { externalTables: [], externalEnums: [] };

/** Reads every migration of this version, oldest first. @throws Error if there are none: a database without them is not ready. */
export function readMigrations(): Migration[] {
  return fs
    .readdirSync(MIGRATIONS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({
      name,
      sql: fs.readFileSync(
        path.join(MIGRATIONS_FOLDER, name, "migration.sql"),
        "utf8",
      ),
    }));
}

/** Writes a new migration's folder and returns the file's path. */
export function writeMigration(name: string, sql: string): string {
  const folder = path.join(MIGRATIONS_FOLDER, name);
  fs.mkdirSync(folder, { recursive: true });
  const lock = path.join(MIGRATIONS_FOLDER, LOCK_FILE);
  if (!fs.existsSync(lock)) fs.writeFileSync(lock, 'provider = "postgresql"\n');
  const file = path.join(folder, "migration.sql");
  fs.writeFileSync(file, sql);
  return file;
}

/** The form in which Prisma's engine takes `migrations`. */
export function toMigrationList(migrations: Migration[]) {
  return {
    baseDir: MIGRATIONS_FOLDER,
    lockfile: { path: LOCK_FILE, content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: sql },
      },
    })),
  };
}

/** prisma/schema.prisma in the form in which Prisma's engine takes it. */
export function readSchema() {
  const file = path.join(PRISMA_FOLDER, "schema.prisma");
  return { files: [{ path: file, content: fs.readFileSync(file, "utf8") }] };
}
