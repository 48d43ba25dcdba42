import fs from "node:fs";
import process from "node:process";
import { inRoot } from "./paths.mjs";
import { environmentFor, runQuietly } from "./run.mjs";
import { hashOf, isStamped, writeStamp } from "./stamp.mjs";
import { runStep } from "./step.mjs";

const STAMP = inRoot("node_modules", ".parley-packages");
const LOCK_FILE = inRoot("package-lock.json");
const INSTALLED_LOCK_FILE = inRoot("node_modules", ".package-lock.json");

/** The packages of package-lock.json, for this platform. */
export const packagesStep = {
  isDone() {
    const stamp = currentStamp();
    if (isStamped(STAMP, stamp)) return true;
    if (!isInstalled()) return false;
    writeStamp(STAMP, stamp);
    return true;
  },

  async run(node) {
    const stamp = currentStamp();
    fs.rmSync(STAMP, { force: true }); // half an install must not look whole
    await runStep(
      "Installing packages",
      "The packages could not be installed",
      () => npm(node, ["ci", "--include=dev"]),
    );
    writeStamp(STAMP, stamp);
  },
};

/** Runs npm: the one that started us, or that of the PATH. */
export function npm(node, args) {
  const flags = [
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
  ];
  const options = { env: environmentFor(node) };
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) {
    return runQuietly(node, [script, ...args, ...flags], options);
  }
  const isWindows = process.platform === "win32";
  return runQuietly("npm", [...args, ...flags], {
    ...options,
    shell: isWindows, // there it is a batch file
  });
}

function currentStamp() {
  return `${hashOf(["package-lock.json"])} ${process.platform} ${process.arch}`;
}

// `npm install` was run by hand: npm's own record of the installed packages
// equals the lock file.
function isInstalled() {
  const installed = packagesIn(INSTALLED_LOCK_FILE);
  if (!installed) return false;
  return Object.entries(packagesIn(LOCK_FILE) ?? {}).every(
    ([place, { version, optional }]) =>
      place === "" || optional || installed[place]?.version === version,
  );
}

function packagesIn(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages;
  } catch {
    return null; // nothing installed yet
  }
}
