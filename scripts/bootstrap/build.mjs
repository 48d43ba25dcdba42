import { explain } from "./failure.mjs";
import { inRoot } from "./paths.mjs";
import { environmentFor, runQuietly, withProgress } from "./run.mjs";
import { hashOf, isStamped, writeStamp } from "./stamp.mjs";

const STAMP = inRoot(".next", "parley-build");
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
    const { ok, output } = await withProgress("Building the pages", () =>
      runQuietly(node, [inRoot("node_modules/next/dist/bin/next"), "build"], {
        env: environmentFor(node, {
          NODE_ENV: "production",
          NEXT_TELEMETRY_DISABLED: "1",
        }),
      }),
    );
    if (!ok) throw explain("The pages could not be built", output);
    writeStamp(STAMP, stamp);
  },
};
