/**
 * The start cannot go on, and the operator can correct the cause. `message` is
 * one sentence that names the variable, file or port at fault. `main.ts` and
 * the scripts print it without a stack and exit with 1.
 */
export class StartError extends Error {
  override name = "StartError";
}

/** Runs a program's `main`; a StartError becomes one sentence and exit code 1. */
export async function runOrExplain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const known = error instanceof StartError;
    process.stderr.write(`${known ? error.message : describe(error)}\n`);
    process.exit(1);
  }
}

function describe(error: unknown): string {
  return error instanceof Error
    ? (error.stack ?? error.message)
    : String(error);
}
