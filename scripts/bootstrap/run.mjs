import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { root } from "./paths.mjs";

/** An error that the operator can correct; the message is one sentence. */
export class BootstrapError extends Error {}

/**
 * Node's options for the product; read from a file, since an old Node does not import
 * JSON. Reasons: docs/performance.md.
 */
const nodeFlags = JSON.parse(
  readFileSync(new URL("./node-flags.json", import.meta.url), "utf8"),
);

const TICK_MS = 1_000;
const LINE_EVERY_SECONDS = 10; // where there is no terminal line to overwrite
const KEPT_OUTPUT = 20_000;
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"];
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs a long step and shows its progress.
 * @param {string} title the step's name, "Installing packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @template T
 */
export async function withProgress(title, work) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const { isTTY } = process.stderr;
  process.stderr.write(`${title} …${isTTY ? "" : "\n"}`);
  const timer = setInterval(() => {
    if (isTTY) process.stderr.write(`\r${title} … ${seconds()} s`);
    else if (seconds() % LINE_EVERY_SECONDS === 0) {
      process.stderr.write(`${title} … ${seconds()} s\n`);
    }
  }, TICK_MS);
  try {
    const result = await work();
    process.stderr.write(
      `${isTTY ? "\r" : ""}${title} … done in ${seconds()} s\n`,
    );
    return result;
  } catch (error) {
    process.stderr.write(
      `${isTTY ? "\r" : ""}${title} … failed after ${seconds()} s\n`,
    );
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program to its end and collects what it writes; stopped with us.
 *
 * @returns {Promise<{ok: boolean, output: string}>} `output` is the last of it
 */
export function runQuietly(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      ...options,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const stop = forwardSignals(child, true);
    child.on("error", (error) => {
      stop();
      resolve({ ok: false, output: String(error) });
    });
    child.on("close", (code) => {
      stop();
      resolve({ ok: code === 0, output });
    });
  });
}

/**
 * Runs the command's program in our place: same terminal, same signals, same
 * exit code.
 *
 * @returns {Promise<number>}
 */
export function runProgram(node, program, args) {
  const child = spawn(node, [...nodeFlags, program, ...args], {
    cwd: root,
    env: environmentFor(node),
    stdio: "inherit",
  });
  const stop = forwardSignals(child, false);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      stop();
      resolve(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 1));
    });
  });
}

/**
 * Our environment, with `node` meaning this one for every program below. Node
 * keeps what it compiled from TypeScript: a second start costs half.
 */
export function environmentFor(node, more = {}) {
  const folder = path.dirname(node);
  const PATH = `${folder}${path.delimiter}${process.env.PATH ?? ""}`;
  const NODE_COMPILE_CACHE =
    process.env.NODE_COMPILE_CACHE ?? path.join(root, ".cache", "compiled");
  return { ...process.env, NODE_COMPILE_CACHE, PATH, ...more };
}

// An interrupted step ends us too; a program decides for itself when it has
// stopped cleanly. A terminal's signals reach the program directly.
function forwardSignals(child, thenExit) {
  const handlers = FORWARDED.map((signal) => {
    const handler = () => {
      const fromTerminal = signal === "SIGINT" && process.stdin.isTTY;
      if (!fromTerminal) child.kill(signal);
      if (thenExit) process.exit(128 + SIGNAL_NUMBERS[signal]);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => handlers.forEach((off) => off());
}
