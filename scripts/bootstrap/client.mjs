import { inRoot } from "./paths.mjs";
import { environmentFor, runQuietly } from "./run.mjs";
import { hashOf, isStamped, writeStamp } from "./stamp.mjs";
import { runStep } from "./step.mjs";

const STAMP = inRoot("generated", ".parley-client");
const PRISMA = inRoot("node_modules", "prisma", "build", "index.js");
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
    await runStep(
      "Generating the database client",
      "The database client could not be generated",
      () => runQuietly(node, [PRISMA, "generate"], { env: environment(node) }),
    );
    writeStamp(STAMP, stamp);
  },
};

function environment(node) {
  return environmentFor(node, {
    CHECKPOINT_DISABLE: "1", // no telemetry
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    // Generating needs no engine; Prisma fetches one unless this names a file
    // that exists.
    PRISMA_SCHEMA_ENGINE_BINARY: node,
  });
}
