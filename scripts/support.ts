/**
 * `npm run support -- --out FILE`: writes what a person who helps with an
 * installation needs to know into one JSON file. It holds no personal data and
 * no secret: see support/bundle.ts.
 */
import fs from "node:fs";
import { parseEnv } from "#server/runtime/env.ts";
import { createLog } from "#server/runtime/log.ts";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { withDatabaseUrl } from "./admin/database-url.ts";
import { readFlags } from "./archive/flags.ts";
import { makeBundle } from "./support/bundle.ts";

const OWNER_ONLY = 0o600;

await runOrExplain(async () => {
  const { out } = readFlags("support", { out: { type: "string" } });
  if (out === undefined) throw new StartError("--out is missing: name a file.");
  const env = parseEnv(process.env);
  const log = createLog("error", process.stderr.fd);
  const bundle = await withDatabaseUrl(env, log, (url) =>
    makeBundle(process.env, env, url),
  );
  try {
    const text = `${JSON.stringify(bundle, null, 2)}\n`;
    fs.writeFileSync(out, text, { flag: "wx", mode: OWNER_ONLY });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === "EEXIST" ? "it exists already" : String(code);
    throw new StartError(`--out: ${out} cannot be written: ${reason}.`, {
      cause,
    });
  }
  console.log(
    `${out} is written. It holds versions, settings, counts and states; no names, texts, addresses or secrets. Read it before you send it.`,
  );
});
