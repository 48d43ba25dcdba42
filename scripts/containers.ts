/**
 * `npm run test:containers`: builds the image, starts compose.yaml as it is (Postgres, two web processes, two workers),
 * and examines it: who it runs as, what the image holds, messages both ways, files in new containers, a rolling restart
 * behind nginx. It needs Docker with Compose, Debian's nginx, and the ports 3001 and 3002; without one of them it fails.
 * `-- --built` examines the image `parley` that is there. The last line is `N passed, N failed`.
 */
import { parseArgs } from "node:util";
import { runOrExplain } from "#server/runtime/start-error.ts";
import { CONTAINER_CHECKS } from "./containers/checks.ts";
import { requireDocker } from "./containers/docker.ts";
import { startContainers } from "./containers/installation.ts";
import { CALM_CHECKS } from "./nodes/checks.ts";
import { requirePrograms } from "./nodes/require-programs.ts";
import { ROLLING_CHECK } from "./nodes/rolling-restart.ts";
import { runChecks } from "./nodes/run-checks.ts";

await runOrExplain(async () => {
  const { values } = parseArgs({ options: { built: { type: "boolean" } } });
  requireDocker();
  requirePrograms(["nginx"]);
  const installation = await startContainers({ build: !values.built });
  try {
    const { passed, failed } = await runChecks(installation, [
      ...CONTAINER_CHECKS,
      ...CALM_CHECKS,
      ROLLING_CHECK,
    ]);
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await installation.close();
  }
});
