import { inRoot } from "./paths.mjs";
import { environmentFor, runQuietly } from "./run.mjs";
import { hashOf, isStamped, writeStamp } from "./stamp.mjs";
import { runStep } from "./step.mjs";

const STAMP = inRoot(".next", "parley-build");
const NEXT = inRoot("node_modules", "next", "dist", "bin", "next");
const SOURCES = [
  "app",
  "components",
  "contract",
  "i18n",
  "messages",
  "server",
  "public",
  "prisma/schema.prisma",
  "next.config.mjs",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
  "package-lock.json",
];

/** The pages, built for production. */
export const buildStep = {
  isDone: () => isStamped(STAMP, hashOf(SOURCES)),

  async run(node) {
    const stamp = hashOf(SOURCES);
    const env = environmentFor(node, {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    });
    await runStep("Building the pages", "The pages could not be built", () =>
      runQuietly(node, [NEXT, "build"], { env }),
    );
    writeStamp(STAMP, stamp);
  },
};
