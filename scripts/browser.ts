import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import type { LaunchOptions } from "@playwright/test";
import { StartError } from "#server/runtime/start-error.ts";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

// Fonts too: without them the pictures of Chinese and of emoji are boxes.
const DEBIAN_PACKAGES = [
  "chromium",
  "fonts-liberation",
  "fonts-noto-cjk",
  "fonts-noto-color-emoji",
];

const ARGS = [
  "--no-sandbox", // the sandbox needs rights that containers and root lack
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** How Playwright starts the browser here: one of this machine, else Playwright's own. */
export function chromiumLaunchOptions(): LaunchOptions {
  const executablePath = findBrowser();
  return { args: ARGS, ...(executablePath ? { executablePath } : {}) };
}

/**
 * Installs a browser if there is none: the distribution's when we are root on
 * Debian or Ubuntu, else the one that Playwright downloads.
 *
 * @throws StartError when neither can be had.
 */
export function ensureBrowser(): void {
  if (findBrowser()) return;
  console.log("There is no browser here yet; installing Chromium …");
  if (process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get")) {
    installFromDebian();
    if (findBrowser()) return;
  }
  run(process.execPath, [
    path.resolve("node_modules/@playwright/test/cli.js"),
    "install",
    ...(process.getuid?.() === 0 ? ["--with-deps"] : []),
    "chromium",
  ]);
  if (findBrowser()) return;
  throw new StartError(
    "No browser could be installed for the end-to-end tests: install Chromium and start again.",
  );
}

function findBrowser(): string | null {
  const candidates = [...INSTALLED, chromium.executablePath()];
  return candidates.find((file) => fs.existsSync(file) && runs(file)) ?? null;
}

// Some distributions put a script there that only says how to install it.
function runs(file: string): boolean {
  return spawnSync(file, ["--version"], { stdio: "ignore" }).status === 0;
}

function installFromDebian(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], env);
  run(
    "apt-get",
    ["install", "-q", "-y", "--no-install-recommends", ...DEBIAN_PACKAGES],
    env,
  );
}

function run(program: string, args: string[], env = process.env): void {
  spawnSync(program, args, { stdio: "inherit", env });
}
