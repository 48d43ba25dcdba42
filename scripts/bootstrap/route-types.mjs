import fs from "node:fs";
import { inRoot } from "./paths.mjs";
import { environmentFor, runQuietly } from "./run.mjs";
import { runStep } from "./step.mjs";

const WRITTEN = inRoot("next-env.d.ts");
const NEXT = inRoot("node_modules", "next", "dist", "bin", "next");

/** The types of the routes, which the compiler and the linter read. A build writes them, too. */
export const routeTypesStep = {
  isDone: () => fs.existsSync(WRITTEN),

  async run(node) {
    await runStep(
      "Writing the types of the routes",
      "The types of the routes could not be written",
      () => runQuietly(node, [NEXT, "typegen"], { env: environmentFor(node) }),
    );
  },
};
