/**
 * `npm run restore -- --from FILE [--force] [--json]`: brings back what
 * `npm run backup` wrote: database, files and secrets.
 */
import { parseEnv } from "#server/runtime/env.ts";
import { createLog } from "#server/runtime/log.ts";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";
import { withDatabaseUrl } from "./admin/database-url.ts";
import { readFlags } from "./archive/flags.ts";
import { restoreBackup } from "./archive/restore-backup.ts";

await runOrExplain(async () => {
  const {
    from,
    force = false,
    json,
  } = readFlags("restore", {
    from: { type: "string" },
    force: { type: "boolean" },
    json: { type: "boolean" },
  });
  if (from === undefined)
    throw new StartError("--from is missing: name a backup.");
  const env = parseEnv(process.env);
  const log = createLog("error", process.stderr.fd); // stdout is for the answer
  const result = await withDatabaseUrl(env, log, (url) =>
    restoreBackup({ env, log, url, file: from, force }),
  );
  const { createdAt, tables, files, erasedAgain } = result;
  const again =
    erasedAgain === 0
      ? ""
      : ` ${erasedAgain} customers who were erased since then are erased again.`;
  console.log(
    json
      ? JSON.stringify(result)
      : `${tables} tables and ${files} files are as they were at ${createdAt}.${again} Restart every process of Parley that runs on this database.`,
  );
});
