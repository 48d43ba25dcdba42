/**
 * `npm run pack -- --out FILE.tar.gz`: Parley as one archive that runs without
 * internet on machines of this platform: Node, the packages of production with
 * Postgres among them, the built pages, the source. Unpack it into a folder and
 * run `.node/bin/node scripts/bootstrap.mjs start` there.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { readLockFile } from "./lock-file.ts";
import { filesUnder } from "./packed-files.ts";

/** Made here, and needed there. The rest of what git ignores is this machine's own. */
const MADE = ["node_modules", "generated", ".next", "next-env.d.ts", ".node"];
/** Next's own cache of builds. */
const LEFT_OUT = [".next/cache", "node_modules/.cache"];
const NODE = ".node/bin/node";
const QUICK = 1; // gzip: packages are many small texts, and more effort saves little

await runOrExplain(async () => {
  const { values } = parseArgs({ options: { out: { type: "string" } } });
  if (!values.out) throw new StartError("Say where to: --out parley.tar.gz.");
  if (fs.existsSync(values.out))
    throw new StartError(`--out: ${values.out} exists.`);
  await takeNodeAlong();
  const sources = (await run("git", ["ls-files"])).split("\n").filter(Boolean);
  const leftOut = new Set([...LEFT_OUT, ...devPackages()]);
  // Each name is said: an exclude pattern of tar would match deeper down, too.
  const made = MADE.flatMap((name) => filesUnder(".", name, leftOut));
  const tar = spawn(
    "tar",
    ["--create", "--file=-", "--no-recursion", "--files-from", "-"],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ended = new Promise<number | null>((resolve) => {
    tar.on("error", () => resolve(null));
    tar.on("close", resolve);
  });
  tar.stdin.end([...sources, ...made].join("\n"));
  const hash = createHash("sha256");
  await pipeline(
    tar.stdout,
    createGzip({ level: QUICK }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    fs.createWriteStream(values.out, { flags: "wx" }),
  );
  if ((await ended) !== 0) {
    fs.rmSync(values.out);
    throw new StartError("tar could not pack everything.");
  }
  const megabytes = Math.round(fs.statSync(values.out).size / 1e6);
  const platform = `${process.platform}-${process.arch}`;
  console.log(`${values.out}: ${megabytes} MB, for ${platform}`);
  console.log(`sha256 ${hash.digest("hex")}`);
});

/** The bootstrap finds it there before any other. */
async function takeNodeAlong(): Promise<void> {
  const own = path.resolve(NODE);
  if (fs.existsSync(own)) return;
  await fs.promises.mkdir(path.dirname(own), { recursive: true });
  await fs.promises.copyFile(process.execPath, own);
}

/** Places in node_modules that only building and testing need. */
function devPackages(): string[] {
  return Object.entries(readLockFile().packages).flatMap(([place, { dev }]) =>
    dev ? [place] : [],
  );
}

function run(program: string, args: string[]): Promise<string> {
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", (cause) =>
      reject(new StartError(`${program} does not run.`, { cause })),
    );
    child.on("close", (code) => {
      if (code === 0) resolve(text);
      else reject(new StartError(`${program} ended with ${code}.`));
    });
  });
}
