import { openDatabase } from "#server/db/client.ts";
import { startTestServer } from "#server/http/test-server.ts";
import { createLog } from "#server/runtime/log.ts";

/** Another node on a test's database, as a process that the test may kill: prints its address and serves. */
const [databaseUrl] = process.argv.slice(2);
if (databaseUrl === undefined) throw new Error("No database is given.");
const db = openDatabase({ url: databaseUrl, log: createLog("fatal") });
const { url } = await startTestServer(db, { among: true });
process.stdout.write(`${url}\n`);
