/**
 * `npm run demo`: the whole product on this machine, alive: Postgres, demo
 * data, the Messenger simulator with a cast of customers, and the app. Runs
 * until it is stopped, and then stops all of it.
 */
import { runOrExplain } from "#server/runtime/start-error.ts";
import { describeDemo, startDemo } from "./demo/start.ts";
import { keepRunning } from "./demo/until-stopped.ts";

const running = keepRunning();

await runOrExplain(async () => {
  try {
    process.stdout.write("Starting the simulator and the app …\n");
    const demo = await Promise.race([
      startDemo({
        dataDir: ".demo",
        development: false,
        onStart: running.add,
      }),
      running.stopped,
    ]);
    if (demo === null) return;
    process.stdout.write(`${describeDemo(demo)}\n`);
    const ended = [demo.simulator, demo.app].map(async ({ failed }) => {
      throw await failed;
    });
    await Promise.race([...ended, running.stopped]);
  } finally {
    await running.stopAll();
  }
});
