/**
 * `npm run dev`: the product for its developers. Pages reload as they are
 * saved; the server restarts when a file below server/, contract/ or prisma/
 * changes; simulator and demo data run beside it.
 */
import fs from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { runOrExplain } from "#server/runtime/start-error.ts";
import { describeDemo, startDemo } from "./demo/start.ts";
import type { Program } from "./demo/program.ts";
import type { Demo } from "./demo/start.ts";
import { keepRunning } from "./demo/until-stopped.ts";

const WATCHED = ["server", "contract", "prisma"];
const RELEVANT = /(?<!\.test)\.(ts|mjs|json|sql)$/;
/** Editors and branch changes write many files at once. */
const QUIET_MS = 200;

const running = keepRunning();

await runOrExplain(async () => {
  const changes = watchSources();
  try {
    say("Starting the simulator and the app; the first page takes longer …");
    const demo = await Promise.race([
      startDemo({ dataDir: ".dev", development: true, onStart: running.add }),
      running.stopped,
    ]);
    if (demo === null) return;
    say(describeDemo(demo));
    say(
      "  Pages reload as you save. Server files restart the app; its debugger is at 127.0.0.1:9229.\n",
    );
    await restartOnChange(demo, changes);
  } finally {
    await running.stopAll();
  }
});

/** Returns at a request to stop. An app that has ended, or cannot start, waits for the next change. */
async function restartOnChange(
  demo: Demo,
  changes: AsyncIterator<string>,
): Promise<void> {
  let app: Program | null = demo.app;
  let change = changes.next();
  for (;;) {
    const event = await Promise.race([
      change,
      running.stopped,
      ...(app ? [app.failed] : []),
    ]);
    if (event === null) return;
    if (event instanceof Error) {
      sayBroken(event);
      app = null;
      continue;
    }
    change = changes.next();
    const startedAt = Date.now();
    const restarted = await Promise.race([
      demo.restartApp().catch((error: unknown) => error as Error),
      running.stopped,
    ]);
    if (restarted === null) return;
    if (restarted instanceof Error) {
      sayBroken(restarted);
      app = null;
      continue;
    }
    app = restarted;
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    say(`  ${event.value as string} changed: restarted in ${seconds} s.`);
  }
}

function sayBroken(error: Error): void {
  say(`${error.message}\n  The app starts again after the next change.`);
}

/** Names a changed file after each burst of changes. */
async function* watchSources(): AsyncGenerator<string> {
  let changed: string | null = null;
  let wake = () => {};
  for (const folder of WATCHED) {
    // persistent: false, or the watchers keep this program alive after its end.
    const options = { recursive: true, persistent: false };
    fs.watch(folder, options, (_event, file) => {
      if (file === null || !RELEVANT.test(file)) return;
      changed = `${folder}/${file}`;
      wake();
    });
  }
  for (;;) {
    while (changed === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    let last: string;
    do {
      last = changed;
      changed = null;
      await pause(QUIET_MS);
    } while (changed !== null);
    yield last;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
