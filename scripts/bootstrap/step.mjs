import { explain } from "./failure.mjs";
import { withProgress } from "./run.mjs";

/**
 * Runs a program as one step of the start, with its progress shown.
 *
 * @param {string} title "Installing packages"
 * @param {string} failure "The packages could not be installed"
 * @param {() => Promise<{ok: boolean, output: string}>} work
 */
export function runStep(title, failure, work) {
  return withProgress(title, async () => {
    const { ok, output } = await work();
    if (!ok) throw explain(failure, output);
  });
}
