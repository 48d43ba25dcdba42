import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import type { LaunchOptions } from "@playwright/test";
import { StartError } from "#server/runtime/start-error.ts";

/** The browser without its windows: tests take two thirds of the time of the full one. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

// Includes fonts: without them, Chinese and emoji in screenshots are boxes.
const DEBIAN_PACKAGES = [
  "chromium-headless-shell",
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

/** Playwright's options to start the browser here: one of this machine, else Playwright's own headless shell. */
export function chromiumLaunchOptions(): LaunchOptions {
  const executablePath = findInstalled();
  return { args: ARGS, ...(executablePath ? { executablePath } : {}) };
}

/**
 * Installs a browser if there is none: the distribution's headless shell when
 * we are root on Debian, also beside a whole browser; else the one that
 * Playwright downloads.
 *
 * @throws StartError when neither can be had.
 */
export function ensureBrowser(): void {
  if (works(HEADLESS_SHELL) || hasOwn()) return;
  if (process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get")) {
    console.log("Installing Chromium's headless shell …");
    installFromDebian();
  }
  if (findInstalled()) return;
  console.log("There is no browser here yet; Playwright downloads one …");
  run(process.execPath, [
    path.resolve("node_modules/@playwright/test/cli.js"),
    "install",
    ...(process.getuid?.() === 0 ? ["--with-deps"] : []),
    "chromium",
  ]);
  if (hasOwn()) return;
  throw new StartError(
    "No browser could be installed for the end-to-end tests: install Chromium and start again.",
  );
}

/** Null: Playwright's own is better, or there is no other. */
function findInstalled(): string | null {
  if (works(HEADLESS_SHELL)) return HEADLESS_SHELL;
  return hasOwn() ? null : (INSTALLED.find(works) ?? null);
}

function hasOwn(): boolean {
  return works(chromium.executablePath());
}

// Some distributions put a script there that only explains how to install it.
function works(file: string): boolean {
  if (!fs.existsSync(file)) return false;
  return spawnSync(file, ["--version"], { stdio: "ignore" }).status === 0;
}

function installFromDebian(): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Without a network it must end soon: a full browser may be there.
  const apt = ["-q", "-o", "Acquire::http::Timeout=20"];
  run("apt-get", [...apt, "update"], env);
  run(
    "apt-get",
    [...apt, "install", "-y", "--no-install-recommends", ...DEBIAN_PACKAGES],
    env,
  );
}

function run(program: string, args: string[], env = process.env): void {
  spawnSync(program, args, { stdio: "inherit", env });
}
