/**
 * A separate process that runs Postgres and outlives its parent only long
 * enough to stop it. The parent holds the other end of our stdin. When that
 * closes, because the parent asks for a stop or has died however suddenly,
 * Postgres is shut down. The keeper has a session of its own, so neither
 * Ctrl-C nor the closing of a terminal reaches it or Postgres directly.
 * Arguments: one JSON text, see KeeperInput. stdout: the log of Postgres. Exit
 * code: that of Postgres.
 */
import { spawn } from "node:child_process";

export type KeeperInput = {
  program: string;
  args: string[];
  uid?: number;
  gid?: number;
};

// A fast shutdown ends connections and writes a checkpoint. If the disk takes
// longer, an immediate shutdown follows, from which the next start recovers.
const FAST_SHUTDOWN_MS = 30_000;

if (process.argv[2] !== undefined)
  keep(JSON.parse(process.argv[2]) as KeeperInput);

function keep({ program, args, ...user }: KeeperInput): void {
  const postgres = spawn(program, args, {
    ...user,
    stdio: ["ignore", "ignore", "pipe"],
  });
  postgres.stderr.on("data", (chunk: Buffer) => process.stdout.write(chunk));
  process.stdout.on("error", () => undefined); // a dead parent reads no logs
  postgres.on("error", (error) => {
    process.stdout.write(`FATAL:  ${error.message}\n`);
    process.exitCode = 1;
    process.stdin.destroy();
  });
  postgres.on("exit", (code) => {
    process.exitCode = code ?? 1;
    process.stdin.destroy();
  });

  const stop = (): void => {
    postgres.kill("SIGINT");
    setTimeout(() => postgres.kill("SIGQUIT"), FAST_SHUTDOWN_MS).unref();
  };
  process.stdin.on("close", () => {
    if (postgres.exitCode === null && postgres.signalCode === null) stop();
  });
  process.stdin.resume();
  // Postgres is stopped first, also when a signal ends the keeper.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, stop);
  }
}
