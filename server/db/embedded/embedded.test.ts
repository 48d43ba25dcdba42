import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLog } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";
import {
  findRunningEmbedded,
  joinEmbedded,
  startEmbedded,
} from "./embedded.ts";

// Uses real processes and real kills, because these promises are about nothing else.

type Holder = {
  process: ChildProcessByStdio<null, Readable, null>;
  url: string;
};

const WAIT = { timeout: 20_000, interval: 50 };
const log = createLog("silent");
const isLinux = process.platform === "linux"; // where /proc names a process's parent
const isRoot = process.getuid?.() === 0;
let dataDir = "";
let holders: Holder[] = [];

beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-embedded-"));
  fs.chmodSync(dataDir, 0o755);
});

afterEach(async () => {
  for (const { process: child } of holders) child.kill("SIGKILL");
  holders = [];
  await vi.waitFor(() => expect(postgresPid()).toBeNull(), WAIT);
  fs.rmSync(dataDir, { recursive: true, force: true });
});

/** A process like the server's, which holds the database and does nothing. */
async function startHolder(): Promise<Holder> {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(moduleUrl("embedded.ts"))});
    const { createLog } = await import(${JSON.stringify(moduleUrl("../../runtime/log.ts"))});
    const log = createLog("silent");
    const { url } = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, log });
    console.log(url);
    setInterval(() => undefined, 1000);`;
  const child = spawn(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => resolve(String(chunk).trim()));
    child.on("exit", () => reject(new Error("the holder ended")));
  });
  const holder = { process: child, url };
  holders.push(holder);
  return holder;
}

function moduleUrl(name: string): string {
  return new URL(name, import.meta.url).href;
}

/** The process id of the running Postgres on our data, or null. */
function postgresPid(folder = path.join(dataDir, "postgres")): number | null {
  try {
    const file = path.join(folder, "data", "postmaster.pid");
    const pid = Number.parseInt(fs.readFileSync(file, "utf8"), 10);
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}

/** The process id of its keeper, the parent of Postgres. */
function keeperPid(): number {
  const stat = fs.readFileSync(`/proc/${postgresPid()}/stat`, "utf8");
  return Number(stat.replace(/^.*\) \S /s, "").split(" ")[0]);
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

test("committed data is there at the next start, and nothing runs between", async () => {
  const first = await startEmbedded({ dataDir, log });
  await ask(first.url, "CREATE TABLE kept AS SELECT 'Grüße 你好' AS text");
  await first.stop();
  expect(postgresPid()).toBeNull();
  expect(findRunningEmbedded(dataDir)).toBeNull();

  const second = await startEmbedded({ dataDir, log });
  expect(await ask(second.url, "SELECT text FROM kept")).toEqual([
    { text: "Grüße 你好" },
  ]);
  expect(
    await ask(second.url, "SELECT current_setting('fsync') AS fsync"),
  ).toEqual([{ fsync: "on" }]);
  await second.stop();
});

test("a second instance on the same data is refused in one sentence", async () => {
  const first = await startEmbedded({ dataDir, log });
  const second = startEmbedded({ dataDir, log });
  await expect(second).rejects.toThrow(StartError);
  await expect(second).rejects.toThrow(
    `Another instance already runs on the data in ${dataDir}`,
  );
  const joined = await joinEmbedded({ dataDir, log });
  expect(joined.url).toBe(first.url);
  await joined.stop(); // leaves alone a Postgres that it did not start
  expect(await ask(first.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await first.stop();
});

test("kill -9 of the server leaves no Postgres and loses nothing", async () => {
  const holder = await startHolder();
  await ask(holder.url, "CREATE TABLE kept AS SELECT 1 AS id");
  holder.process.kill("SIGKILL");
  await vi.waitFor(() => expect(postgresPid()).toBeNull(), WAIT);

  const next = await startEmbedded({ dataDir, log });
  expect(await ask(next.url, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
  await next.stop();
});

test("the next start takes over at once, also while the old Postgres stops", async () => {
  const holder = await startHolder();
  await ask(holder.url, "CREATE TABLE kept AS SELECT 1 AS id");
  holder.process.kill("SIGKILL");
  const next = await startEmbedded({ dataDir, log });
  expect(await ask(next.url, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
  await next.stop();
});

if (isLinux)
  test("a Postgres that lost server and keeper is found and stopped", async () => {
    const holder = await startHolder();
    await ask(holder.url, "CREATE TABLE kept AS SELECT 1 AS id");
    const orphan = postgresPid();
    process.kill(keeperPid(), "SIGKILL");
    holder.process.kill("SIGKILL");

    const next = await startEmbedded({ dataDir, log });
    expect(postgresPid()).not.toBe(orphan);
    expect(await ask(next.url, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
    await next.stop();
  });

test("a Postgres that dies comes back on the same address", async () => {
  const embedded = await startEmbedded({ dataDir, log });
  const before = postgresPid() ?? 0;
  process.kill(before, "SIGKILL");
  await vi.waitFor(async () => {
    expect(await ask(embedded.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(postgresPid()).not.toBe(before);
  }, WAIT);
  await embedded.stop();
  expect(postgresPid()).toBeNull();
});

test("a process number that now belongs to another program is no Postgres", async () => {
  await (await startEmbedded({ dataDir, log })).stop();
  const stale = path.join(dataDir, "postgres", "data", "postmaster.pid");
  fs.writeFileSync(stale, `${process.pid}\n`);
  const embedded = await startEmbedded({ dataDir, log });
  await embedded.stop();
});

test("data of another Postgres is named, not touched", async () => {
  await (await startEmbedded({ dataDir, log })).stop();
  const version = path.join(dataDir, "postgres", "data", "PG_VERSION");
  fs.writeFileSync(version, "17\n");
  await expect(startEmbedded({ dataDir, log })).rejects.toThrow(
    /is of Postgres 17 and this version brings Postgres 18\.$/,
  );
});

test("a foreign file or folder where the database lies stops the start with one sentence", async () => {
  await (await startEmbedded({ dataDir, log })).stop();
  const home = path.join(dataDir, "postgres");
  const whole = fs.mkdtempSync(path.join(os.tmpdir(), "parley-whole-"));
  fs.cpSync(home, whole, { recursive: true });
  keepOwners(home, whole);
  const at = (...names: string[]) => path.join(home, ...names);
  const folderInPlaceOf = (file: string) => {
    fs.rmSync(file);
    fs.mkdirSync(file);
  };
  const cases: [string, () => void, RegExp][] = [
    [
      "PG_VERSION is a folder",
      () => folderInPlaceOf(at("data", "PG_VERSION")),
      /PG_VERSION cannot be used for the database: it is a folder\.$/,
    ],
    [
      "PG_VERSION is no version",
      () => fs.writeFileSync(at("data", "PG_VERSION"), "<html>\n</html>"),
      /data is not a database of Postgres: .*\.$/,
    ],
    [
      "a stranger's folder",
      () => fs.rmSync(at("data", "PG_VERSION")),
      /data is not a database of Postgres: .*\.$/,
    ],
    [
      "a file for the data",
      () => {
        fs.rmSync(at("data"), { recursive: true });
        fs.writeFileSync(at("data"), "a letter");
      },
      /data is not a database of Postgres: .*\.$/,
    ],
    [
      "a folder for the password",
      () => folderInPlaceOf(at("password")),
      /password cannot be used for the database: it is a folder\.$/,
    ],
    [
      "another password",
      () => fs.writeFileSync(at("password"), "another\n"),
      /the password in .* does not open the database beside it: .*\.$/,
    ],
    [
      "a letter for the lock",
      () => fs.writeFileSync(at("lock"), "a letter ".repeat(200)),
      /^DATA_DIR: .* cannot be written: .*\.$/,
    ],
    [
      "a folder for the lock",
      () => folderInPlaceOf(at("lock")),
      /^DATA_DIR: .* cannot be written: .*\.$/,
    ],
    [
      "a folder for the address",
      () => {
        fs.rmSync(at("url"), { force: true });
        fs.mkdirSync(at("url"));
      },
      /url cannot be used for the database: it is a folder\.$/,
    ],
    [
      "a file for the home",
      () => {
        fs.rmSync(home, { recursive: true });
        fs.writeFileSync(home, "a letter");
      },
      /^DATA_DIR: .*\.$/,
    ],
  ];
  for (const [what, put, sentence] of cases) {
    fs.rmSync(home, { recursive: true, force: true });
    fs.cpSync(whole, home, { recursive: true });
    keepOwners(whole, home);
    put();
    const refused = await startEmbedded({ dataDir, log }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused, what).toBeInstanceOf(StartError);
    const { message } = refused as StartError;
    expect(message, what).toMatch(sentence);
    expect(message.split("\n"), what).toHaveLength(1);
  }
  fs.rmSync(whole, { recursive: true });
}, 180_000);

/** Sets owner and mode as in the original. The copy has the owner of the test, and Postgres started by root runs as another user. */
function keepOwners(from: string, to: string): void {
  for (const name of [
    "",
    ...fs.readdirSync(from, { recursive: true, encoding: "utf8" }),
  ]) {
    const { uid, gid, mode } = fs.statSync(path.join(from, name));
    fs.chownSync(path.join(to, name), uid, gid);
    fs.chmodSync(path.join(to, name), mode);
  }
}

test("a folder that cannot be made is one sentence", async () => {
  const file = path.join(dataDir, "file");
  fs.writeFileSync(file, "");
  const starting = startEmbedded({ dataDir: path.join(file, "data"), log });
  await expect(starting).rejects.toThrow(/^DATA_DIR: .* cannot be written: /);
});

// Only root has this trouble, so only root can test it.
if (isRoot) {
  test("as root below a folder that no other user may enter, the data lies where Postgres can reach it", async () => {
    fs.chmodSync(dataDir, 0o700);
    const inside = path.join(dataDir, "data");
    const first = await startEmbedded({ dataDir: inside, log });
    await ask(first.url, "CREATE TABLE kept AS SELECT 1 AS id");
    await first.stop();
    const place = fs
      .readFileSync(path.join(inside, "postgres-is-in"), "utf8")
      .trim();
    expect(place).toMatch(/^\/var\/lib\/parley\//);

    const second = await startEmbedded({ dataDir: inside, log });
    expect(await ask(second.url, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
    await second.stop();
    expect(postgresPid(place)).toBeNull();
    fs.rmSync(place, { recursive: true });
  });
}
