import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runToEnd } from "#e2e/harness/program.ts";
import { openDatabase, Prisma, type Database } from "#server/db/client.ts";
import { migrate } from "#server/db/migrate/migrate.ts";
import { migrationState } from "#server/db/migrate/migration-state.ts";
import { readMigrations } from "#server/db/migrate/migrations.ts";
import {
  createEmptyDatabase,
  testDatabase,
  type TestDatabaseUrl,
} from "#server/db/test-database.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { eraseUnchecked } from "#server/domain/customer-record/erase.ts";
import type { Context } from "#server/domain/context.ts";
import { createFileStore, newFileKey } from "#server/domain/files/store.ts";
import {
  createTestContext,
  newActor,
  newChannel,
  newThread,
} from "#server/domain/test-context.ts";
import {
  startTestProcess,
  type TestProcess,
} from "#server/http/test-process.ts";
import { createVault, newId } from "#server/runtime/crypto.ts";
import { createLog } from "#server/runtime/log.ts";

const SLOW = 120_000; // programs of their own, on a busy machine
const SOURCE_KEY = "the-key-of-the-source-database";
const OTHER_KEY = "the-key-of-the-other-environment";
const MESSAGES = 4_000;
const log = createLog("silent");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-restore-"));
fs.chmodSync(folder, 0o755);
const sourceDir = path.join(folder, "source");
const archive = path.join(folder, "backup.tar.gz");

const source = await testDatabase();
const context: Context = {
  ...createTestContext(source),
  vault: createVault([SOURCE_KEY]),
  files: createFileStore({ dataDir: sourceDir }),
};
const databases: TestDatabaseUrl[] = [];
let server: TestProcess;
let threadId = "";
const fileKey = newFileKey();
const picture = Buffer.alloc(300_000, "a picture, as it were ");

beforeAll(async () => {
  await context.files.put(fileKey, picture);
  await fill();
  server = await startTestProcess({
    databaseUrl: source.url,
    dataDir: sourceDir,
    encryptionKey: SOURCE_KEY,
  });
}, 120_000);

afterAll(async () => {
  await server.stop();
  for (const { drop } of databases) await drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A conversation with texts that a dump must carry, a file, and two replies that wait to be sent. */
async function fill(): Promise<void> {
  await newActor(context, "owner");
  const channelId = await newChannel(context);
  ({ threadId } = await newThread(context, channelId));
  const { sql } = source;
  await sql.$executeRaw(Prisma.sql`
    insert into message (id, "threadId", "channelId", direction, kind, "authorType", text, status, "externalId", "sentAt")
    select gen_random_uuid(), ${threadId}::uuid, ${channelId}::uuid, 'in', 'message', 'customer',
      case n % 4 when 0 then null when 1 then E'two\nlines\tand \\ and \\N 你好 👋🏽' when 2 then '' else repeat('long ', 400) end,
      'received', 'mid.' || n, now() - n * interval '1 second' from generate_series(1, ${MESSAGES}::int) n`);
  await sql.$executeRaw(Prisma.sql`
    insert into attachment (id, "messageId", type, "storageKey", state)
    select gen_random_uuid(), id, 'image', ${fileKey}, 'stored' from message limit 1`);
  await sql.$executeRaw(
    Prisma.sql`update channel set "throttledUntil" = now() + interval '1 day'`,
  );
  for (const text of ["first", "second"]) {
    await sql.$executeRaw(Prisma.sql`
      with m as (insert into message (id, "threadId", "channelId", direction, kind, "authorType", text, status, "sentAt")
        values (${newId()}::uuid, ${threadId}::uuid, ${channelId}::uuid, 'out', 'message', 'agent', ${text}, 'queued', now())
        returning id)
      insert into send_job ("messageId", "threadId", "channelId")
      select id, ${threadId}::uuid, ${channelId}::uuid from m`);
  }
}

function environment(url: string | null, dataDir: string, key = OTHER_KEY) {
  return {
    DATA_DIR: dataDir,
    ...(url === null
      ? {}
      : {
          DATABASE_URL: url,
          AUTH_SECRET: "a secret that is long enough",
          ENCRYPTION_KEY: key,
        }),
  };
}

/** Runs the program as an operator does; `answer` is what it printed, `refusal` why it ended. */
async function run(
  command: "backup" | "restore",
  args: string[],
  env: Record<string, string>,
) {
  const { code, stdout, stderr } = await runToEnd({
    file: `scripts/${command}.ts`,
    args: [...args, "--json"],
    env,
  });
  expect(code, stderr).toBe(stderr === "" ? 0 : 1);
  const answer = code === 0 ? (JSON.parse(stdout) as Answer) : null;
  return { answer, refusal: stderr.trim() };
}
type Answer = Partial<
  Record<"files" | "tables" | "resealed" | "erasedAgain", number>
>;

async function emptyDatabase(): Promise<string> {
  const database = await createEmptyDatabase();
  databases.push(database);
  return database.url;
}

async function at<T>(
  url: string,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const db = openDatabase({ url, log, poolSize: 2 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

/** All messages, of every author, in one number. */
async function conversation({ sql }: Database): Promise<string> {
  const rows = await sql.$queryRaw<Record<string, unknown>[]>(Prisma.sql`
    select id::text, text, "textFolded", "externalId", "sentAt"::text, "threadId"::text from message order by id`);
  const hash = createHash("sha256").update(JSON.stringify(rows)).digest("hex");
  return `${rows.length} ${hash}`;
}

async function counts({ sql }: Database) {
  const [row] = await sql.$queryRaw<
    { labels: number; customers: number; agents: number; files: number }[]
  >(Prisma.sql`
    select (select count(*) from label)::int as labels,
      (select count(*) from customer where name = 'written meanwhile')::int as customers,
      (select count(*) from agent)::int as agents, (select count(*) from attachment)::int as files`);
  return row ?? { labels: -1, customers: -2, agents: -1, files: -1 };
}

test(
  "a backup made while writes go on is one moment, and comes back into another database",
  async () => {
    let isWriting = true;
    let written = 0;
    const writing = (async () => {
      while (isWriting) {
        const id = newId();
        await source.prisma.$transaction([
          source.prisma.label.create({ data: { id, name: `label ${id}` } }),
          source.prisma.customer.create({
            data: { id, name: "written meanwhile" },
          }),
        ]);
        written += 1;
      }
    })();
    const env = environment(source.url, sourceDir, SOURCE_KEY);
    const made = await run("backup", ["--out", archive], env);
    const until = written;
    isWriting = false;
    await writing;
    expect(made.refusal).toBe("");
    expect(made.answer).toMatchObject({ files: 1, missingFiles: 0 });
    expect(fs.statSync(archive).mode & 0o777).toBe(0o600);
    expect((await run("backup", ["--out", archive], env)).refusal).toContain(
      "exists already",
    );

    const url = await emptyDatabase();
    const dataDir = path.join(folder, "other");
    const restored = await run(
      "restore",
      ["--from", archive],
      environment(url, dataDir),
    );
    expect(restored.refusal).toBe("");
    expect(restored.answer).toMatchObject({ files: 1 });
    expect(restored.answer?.resealed).toBeGreaterThan(2);

    const before = await conversation(source);
    const vault = createVault([OTHER_KEY]);
    await at(url, async (db) => {
      expect(await conversation(db)).toBe(before);
      const found = await counts(db);
      expect(found.labels).toBe(found.customers);
      expect(found.labels).toBeLessThanOrEqual(until);
      expect(found).toMatchObject({ agents: 1, files: 1 });
      const [channel] = await db.prisma.channel.findMany({
        select: { credentialsSealed: true },
      });
      expect(vault.open(channel?.credentialsSealed ?? "")).toBe("page-token");
      const files = createFileStore({ dataDir });
      expect(picture.equals(await files.get(fileKey))).toBe(true);
      // The place that a trigger gave it is that of the backup: its message was not there yet when it came.
      expect(
        await db.prisma.attachment.findFirst({ select: { threadId: true } }),
      ).toEqual({ threadId });
    });
  },
  SLOW,
);

test(
  "replies that waited are not sent again blindly, and every constraint is back",
  async () => {
    const url = databases[0]?.url ?? "";
    await at(url, async ({ sql }) => {
      const jobs = await sql.$queryRaw<Record<string, unknown>[]>(Prisma.sql`
        select m.text, m.status, j.state, m."errorCode" from message m left join send_job j on j."messageId" = m.id
        where m.direction = 'out' order by m."createdAt", m.text`);
      expect(jobs).toEqual([
        {
          text: "first",
          status: "sending",
          state: "uncertain",
          errorCode: null,
        },
        {
          text: "second",
          status: "failed",
          state: null,
          errorCode: "maybe_sent",
        },
      ]);
    });
    const schema = (db: Database) =>
      db.sql.$queryRaw<unknown[]>(Prisma.sql`
        select conrelid::regclass::text as t, conname, pg_get_constraintdef(oid) as d, convalidated from pg_constraint
        where connamespace = 'public'::regnamespace
        union all select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || tgenabled::text, true from pg_trigger
        where not tgisinternal order by 1, 2`);
    expect(await at(url, schema)).toEqual(await schema(source));
  },
  SLOW,
);

test(
  "a database with data is overwritten with --force alone, also beside its running server",
  async () => {
    const env = environment(source.url, sourceDir, SOURCE_KEY);
    const before = await conversation(source);
    const { refusal } = await run("restore", ["--from", archive], env);
    expect(refusal).toMatch(/^The database is not empty: .*--force.*\.$/);
    expect(await conversation(source)).toBe(before);

    const broken = path.join(folder, "broken.tar.gz");
    const bytes = fs.readFileSync(archive);
    fs.writeFileSync(broken, bytes.subarray(0, bytes.length - 200));
    const cut = await run("restore", ["--from", broken, "--force"], env);
    expect(cut.refusal).toMatch(/is damaged, cut off, or no backup/);
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
    fs.writeFileSync(broken, bytes);
    const bent = await run("restore", ["--from", broken, "--force"], env);
    expect(bent.refusal).toMatch(/is damaged, cut off, or no backup/);
    expect(await conversation(source)).toBe(before);

    await source.sql.$executeRaw(Prisma.sql`
      update message set text = 'overwritten' where direction = 'in'`);
    // A customer who was erased since the backup stays erased.
    const erased = await at(databases[0]?.url ?? "", ({ prisma }) =>
      prisma.customer.findFirstOrThrow({
        where: { name: "written meanwhile" },
        select: { id: true },
      }),
    );
    await eraseUnchecked(context, commandLine, erased.id);
    const forced = await run("restore", ["--from", archive, "--force"], env);
    expect(forced.answer).toMatchObject({ resealed: 0, erasedAgain: 1 });
    expect(await conversation(source)).toBe(before);
    expect(
      await source.prisma.customer.findUnique({ where: erased }),
    ).toMatchObject({ name: null, erasedAt: expect.any(Date) as Date });
    // New rows come after the restored ones, and the server goes on with them.
    await vi.waitFor(
      async () =>
        expect((await fetch(`${server.url}/api/ready`)).status).toBe(200),
      { timeout: 30_000, interval: 200 },
    );
    await source.sql.$executeRaw(Prisma.sql`
      insert into delivery ("sourceId", body) select id, '{}'::bytea from source limit 1`);
  },
  2 * SLOW,
);

test(
  "an older backup is migrated forward, and one of a newer version is refused",
  async () => {
    const old = await emptyDatabase();
    await migrate(old, log, readMigrations().slice(0, -1));
    const file = path.join(folder, "old.tar.gz");
    const env = environment(old, path.join(folder, "old"));
    await run("backup", ["--out", file], env);
    const url = await emptyDatabase();
    const target = environment(url, path.join(folder, "new"));
    expect((await run("restore", ["--from", file], target)).answer).not.toBe(
      null,
    );
    await at(url, async (db) => {
      expect((await migrationState(db.pool)).pending).toEqual([]);
      await db.sql.$executeRaw(Prisma.sql`
        insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at)
        values ('x', 'x', '29990101000000_of_the_future', now(), now())`);
    });
    const newer = path.join(folder, "newer.tar.gz");
    await run("backup", ["--out", newer], target);
    const { refusal } = await run("restore", ["--from", newer], env);
    expect(refusal).toContain("newer than this version");
    await at(url, ({ sql }) =>
      sql.$executeRaw(Prisma.sql`drop table _prisma_migrations`),
    );
    expect(
      (await run("restore", ["--from", file, "--force"], target)).refusal,
    ).toContain("not Parley's");
  },
  2 * SLOW,
);

test(
  "a stopped embedded installation is restored with its secrets, and backed up",
  async () => {
    const dataDir = path.join(folder, "embedded");
    const env = environment(null, dataDir);
    expect(
      (await run("backup", ["--out", `${archive}.2`], env)).refusal,
    ).toContain("there is no database");
    await run("restore", ["--from", archive], env);
    const keys = path.join(dataDir, "encryption-key");
    expect(fs.readFileSync(keys, "utf8")).toContain(SOURCE_KEY);
    expect(fs.statSync(keys).mode & 0o777).toBe(0o600);
    const again = await run("backup", ["--out", `${archive}.2`], env);
    expect(again.answer).toMatchObject({ files: 1, missingFiles: 0 });
  },
  SLOW,
);
