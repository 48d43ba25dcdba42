import { explain } from "./failure.mjs";
import { inRoot } from "./paths.mjs";
import { environmentFor, runQuietly, withProgress } from "./run.mjs";
import { hashOf, isStamped, writeStamp } from "./stamp.mjs";

const STAMP = inRoot("generated", ".parley-client");
const SOURCES = [
  "prisma/schema.prisma",
  "prisma.config.ts",
  "node_modules/prisma/package.json",
];

/** The database client that Prisma generates from its schema. */
export const clientStep = {
  isDone: () => isStamped(STAMP, hashOf(SOURCES)),

  async run(node) {
    const stamp = hashOf(SOURCES);
    const { ok, output } = await withProgress(
      "Generating the database client",
      () =>
        runQuietly(
          node,
          [inRoot("node_modules/prisma/build/index.js"), "generate"],
          {
            env: environmentFor(node, {
              CHECKPOINT_DISABLE: "1", // no telemetry
              PRISMA_HIDE_UPDATE_MESSAGE: "1",
              // Generating needs no engine; Prisma fetches one unless this
              // names a file that exists.
              PRISMA_SCHEMA_ENGINE_BINARY: node,
            }),
          },
        ),
    );
    if (!ok)
      throw explain("The database client could not be generated", output);
    writeStamp(STAMP, stamp);
  },
};
