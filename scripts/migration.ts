/**
 * `npm run migration -- <name>`: writes the migration that leads from
 * prisma/migrations to prisma/schema.prisma, on a scratch database.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startEmbedded } from "#server/db/embedded/embedded.ts";
import { createMigration } from "#server/db/migrate/schema-drift.ts";
import { createLog } from "#server/runtime/log.ts";
import { runOrExplain, StartError } from "#server/runtime/start-error.ts";

await runOrExplain(async () => {
  const name = process.argv.slice(2).join(" ");
  if (name === "") {
    throw new StartError("Say what it does: npm run migration -- add leads");
  }
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-migration-"));
  fs.chmodSync(dataDir, 0o755);
  const scratch = await startEmbedded({
    dataDir,
    log: createLog("error"),
    durable: false,
  });
  try {
    const file = await createMigration(name, scratch.url, new Date());
    console.log(file ?? "The migrations and the schema agree already.");
  } finally {
    await scratch.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
});
