import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { newDataDir } from "../../e2e/harness/app.ts";

/** A disk that can be filled. */
export type SmallDisk = {
  /** Takes all room that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): void;
};

export type Place = {
  folder: string;
  /** Null: the folder is an ordinary one. */
  disk: SmallDisk | null;
  /** Removes the folder with everything in it. */
  close(): void;
};

const BALLAST = "ballast";
const TRIES = 5;
/** Not in this process: it carries the lines of all others. */
const run = promisify(execFile);

/** Opens an empty folder on a disk of that size, in memory, where we may: as root on Linux. */
export function openDisk(mebibytes: number): Place {
  const folder = newDataDir();
  if (!canMount(folder, mebibytes)) {
    const close = () => fs.rmSync(folder, { recursive: true, force: true });
    return { folder, disk: null, close };
  }
  const ballast = path.join(folder, BALLAST);
  const disk: SmallDisk = {
    async fill() {
      // Others write meanwhile: what was free may be too much, and what they free is taken, too.
      for (let nth = 0; nth < TRIES; nth += 1) {
        const { bavail, bsize } = fs.statfsSync(folder);
        if (bavail === 0) return;
        const size = fs.statSync(ballast, { throwIfNoEntry: false })?.size ?? 0;
        const range = ["-o", String(size), "-l", String(bavail * bsize)];
        await run("fallocate", [...range, ballast]).catch(() => undefined);
      }
    },
    free: () => fs.rmSync(ballast, { force: true }),
  };
  return {
    folder,
    disk,
    close() {
      execFileSync("umount", [folder]);
      fs.rmdirSync(folder);
    },
  };
}

function canMount(folder: string, mebibytes: number): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    const options = `size=${mebibytes}m,mode=755`;
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "parley", folder], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false; // a container without the right to
  }
}
