import fs from "node:fs";
import process from "node:process";
import { inRoot } from "./paths.mjs";
import { BootstrapError } from "./run.mjs";

const LOCK = inRoot(".cache", "bootstrap.lock");
const POLL_MS = 200;
const BEAT_MS = 2_000;
const STALE_MS = 15_000; // an owner that stopped touching it is dead

/**
 * Runs `work` while no other bootstrap of this repository runs one.
 *
 * The lock is a folder, which only one can make; its owner touches it. A
 * kernel lock would be better and needs a newer Node than we may have here.
 */
export async function withLock(work) {
  await take();
  const beat = setInterval(() => {
    const now = new Date();
    try {
      fs.utimesSync(LOCK, now, now);
    } catch {
      // taken from us, or the disk is gone: the work itself reports it
    }
  }, BEAT_MS);
  const release = () => fs.rmSync(LOCK, { recursive: true, force: true });
  process.on("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", release);
    release();
  }
}

async function take() {
  let told = false;
  for (;;) {
    try {
      fs.mkdirSync(inRoot(".cache"), { recursive: true });
      fs.mkdirSync(LOCK);
      fs.writeFileSync(`${LOCK}/pid`, String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw unwritable(error);
    }
    if (isAbandoned()) {
      setAside();
      continue;
    }
    if (!told) process.stderr.write("Waiting for another start to finish …\n");
    told = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function isAbandoned() {
  try {
    const ageMs = Date.now() - fs.statSync(LOCK).mtimeMs;
    if (ageMs > STALE_MS) return true;
    const pid = Number(fs.readFileSync(`${LOCK}/pid`, "utf8"));
    return pid > 0 && !isAlive(pid);
  } catch {
    return false; // being made, or just released: try again
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// By renaming, so that of two processes that find it abandoned only one removes it.
function setAside() {
  const aside = `${LOCK}.${process.pid}`;
  try {
    fs.renameSync(LOCK, aside);
    fs.rmSync(aside, { recursive: true, force: true });
  } catch {
    // the other process was faster
  }
}

function unwritable(error) {
  return new BootstrapError(
    `${inRoot()} cannot be written (${error.code}): the first start installs packages and builds there.`,
  );
}
