import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { withLock } from "./lock.mjs";
import { npm } from "./packages.mjs";
import { inRoot } from "./paths.mjs";
import { BootstrapError } from "./run.mjs";
import { runStep } from "./step.mjs";

/** The version that is fetched where the installed Node is too old. */
const VERSION = "24.21.0";

const ENDING = process.platform === "win32" ? ".exe" : "";
const OWN_NODE = inRoot(".node", "bin", `node${ENDING}`);

/**
 * Whether this version of Node runs TypeScript as it is, and all our packages:
 * the long-term lines from 22.18 on. (23 and 25 are left out by some.)
 *
 * @param {string} version "24.21.0", with or without a leading v
 */
export function suits(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return (major === 22 && minor >= 18) || major === 24 || major >= 26;
}

/** Answers the path of a Node that suits: the running one, ours, or a fetched one. */
export async function findNode() {
  if (suits(process.versions.node)) return process.execPath;
  if (works(OWN_NODE)) return OWN_NODE;
  await withLock(async () => {
    if (!works(OWN_NODE)) await fetchNode();
  });
  return OWN_NODE;
}

function works(node) {
  if (!fs.existsSync(node)) return false;
  try {
    return suits(execFileSync(node, ["--version"], { encoding: "utf8" }));
  } catch {
    return false; // for another platform, or damaged
  }
}

async function fetchNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = inRoot(".node", `fetch-${process.pid}`);
  try {
    fs.mkdirSync(folder, { recursive: true });
    await runStep(
      `Node ${process.versions.node} is too old: fetching Node ${VERSION}`,
      `Node ${VERSION} could not be fetched`,
      () =>
        npm(process.execPath, [
          "install",
          `${name}@${VERSION}`,
          "--prefix",
          folder,
          "--no-save",
          "--no-package-lock",
          "--ignore-scripts",
        ]),
    );
    const fetched = path.join(folder, "node_modules", name, "bin");
    fs.mkdirSync(path.dirname(OWN_NODE), { recursive: true });
    fs.chmodSync(path.join(fetched, `node${ENDING}`), 0o755);
    fs.renameSync(path.join(fetched, `node${ENDING}`), OWN_NODE);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  if (!works(OWN_NODE)) {
    throw new BootstrapError(
      `The fetched Node ${VERSION} does not run on this machine: install Node 22.18 or newer.`,
    );
  }
}
