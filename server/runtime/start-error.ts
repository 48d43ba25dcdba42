/**
 * The start cannot go on, and the operator can correct the cause. `message` is
 * one sentence that names the variable, file or port at fault. `main.ts` and
 * the scripts print it without a stack and exit with 1.
 */
export class StartError extends Error {
  override name = "StartError";
  /** The next step, in words; null: `message` says it. */
  readonly fix: string | null;

  constructor(
    message: string,
    { fix, ...options }: ErrorOptions & { fix?: string } = {},
  ) {
    super(message, options);
    this.fix = fix ?? null;
  }
}

/** Runs a program's `main`; a StartError becomes one sentence and exit code 1. */
export async function runOrExplain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const said =
      error instanceof StartError
        ? [error.message, error.fix].filter(Boolean).join(" ")
        : describe(error);
    process.stderr.write(`${said}\n`);
    process.exit(1);
  }
}

function describe(error: unknown): string {
  return error instanceof Error
    ? (error.stack ?? error.message)
    : String(error);
}
