import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { StartError } from "#server/runtime/start-error.ts";
import nodeFlags from "../bootstrap/node-flags.json" with { type: "json" };

/** A program of ours that runs beside the demo and ends with it. */
export type Program = {
  name: string;
  /** Settles with the message to show when it ends without being asked to. */
  failed: Promise<StartError>;
  /** Asks it to end and waits. Safe to call twice. */
  stop(): Promise<void>;
};

export type ProgramInput = {
  name: string;
  file: string;
  env: NodeJS.ProcessEnv;
  /** null: it writes to our terminal. */
  logFile: string | null;
  nodeFlags?: string[];
};

const STOP_TIMEOUT_MS = 30_000;
const TAIL_LINES = 5;

/** Starts the program. It also ends when this process dies suddenly. */
export function startProgram(input: ProgramInput): Program {
  const log = input.logFile === null ? null : fs.openSync(input.logFile, "w");
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags,
      ...(input.nodeFlags ?? []),
      "--import",
      path.resolve("scripts/end-with-parent.mjs"),
      input.file,
    ],
    {
      env: input.env,
      // A session of its own: Ctrl-C reaches only us, and we stop programs in order.
      detached: true,
      stdio: ["ignore", log ?? "inherit", log ?? "inherit", "pipe"],
    },
  );
  if (log !== null) fs.closeSync(log);
  let stopping = false;
  const ended = new Promise<void>((resolve) => {
    child.on("exit", () => resolve());
    child.on("error", () => resolve());
  });
  const failed = new Promise<StartError>((resolve) => {
    void ended.then(() => {
      if (!stopping) resolve(explain(input, child));
    });
  });
  return {
    name: input.name,
    failed,
    async stop() {
      stopping = true;
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(force);
    },
  };
}

function explain(input: ProgramInput, child: ChildProcess): StartError {
  const ending = child.signalCode ?? `code ${child.exitCode}`;
  if (input.logFile === null) {
    return new StartError(`The ${input.name} ended (${ending}).`);
  }
  const said = fs.readFileSync(input.logFile, "utf8").trim().split("\n");
  return new StartError(
    [
      `The ${input.name} ended (${ending}); the end of ${input.logFile}:`,
      ...said.slice(-TAIL_LINES),
    ].join("\n"),
  );
}
