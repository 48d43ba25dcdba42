import { spawn } from "node:child_process";
import path from "node:path";
import nodeFlags from "../../scripts/bootstrap/node-flags.json" with { type: "json" };

/** The end of a program: its exit code, or the signal that ended it. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null };

/** A program of the product, running as a user would run it. */
export type Program = {
  pid: number;
  stdout(): string;
  stderr(): string;
  ended: Promise<Ending>;
  hasEnded(): boolean;
  /** SIGKILL; waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM; waits for the end. Safe to call twice. */
  stop(): Promise<Ending>;
};

export type ProgramInput = {
  /** Below the repository: server/main.ts */
  file: string;
  args?: string[];
  env: Record<string, string>;
  /** The folder of another version of the product; left out: ours. */
  root?: string;
};

/** The folder of the repository; the tests are started there. */
export const ROOT = path.resolve(import.meta.dirname, "../..");

const STOP_MS = 45_000; // above the 30 s the server gives itself

/**
 * Starts it with nothing of our environment but what finds programs. It ends
 * with this process, however that dies.
 */
export function startProgram({
  file,
  args = [],
  env,
  root = ROOT,
}: ProgramInput): Program {
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags,
      "--import",
      path.join(root, "scripts/end-with-parent.mjs"),
      path.join(root, file),
      ...args,
    ],
    {
      cwd: root,
      env: { ...basics(), ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    },
  );
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise<Ending>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
    child.on("error", () => resolve({ code: null, signal: null }));
  });
  let isOver = false;
  void ended.then(() => (isOver = true));

  return {
    pid: child.pid ?? 0,
    stdout,
    stderr,
    ended,
    hasEnded: () => isOver,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      const ending = await ended;
      clearTimeout(force);
      return ending;
    },
  };
}

/** Runs it to its end. */
export async function runToEnd(
  input: ProgramInput,
): Promise<Ending & { stdout: string; stderr: string }> {
  const program = startProgram(input);
  const ending = await program.ended;
  return { ...ending, stdout: program.stdout(), stderr: program.stderr() };
}

function basics(): NodeJS.ProcessEnv {
  const names = ["PATH", "HOME", "TMPDIR", "LANG", "NODE_COMPILE_CACHE"];
  const kept = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { NODE_ENV: "production", ...Object.fromEntries(kept) };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
