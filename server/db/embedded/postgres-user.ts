import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";

/** The user that Postgres runs as when we are root: it refuses to run as root. */
export type PostgresUser = { uid: number; gid: number };

/** The place of data and programs that must leave a folder which that user cannot enter. */
export const SHARED_HOME = "/var/lib/parley";

/**
 * Chooses the user for a database in `dataFolder`: null unless we are root;
 * else the owner of existing data, else `postgres` (created if there is none),
 * else `nobody`.
 */
export function choosePostgresUser(dataFolder: string): PostgresUser | null {
  if (process.getuid?.() !== 0) return null;
  return (
    ownerOf(dataFolder) ??
    findUser("postgres") ??
    createUser("postgres") ??
    findUser("nobody")
  );
}

/** Whether `user` can reach the folder and read in it. */
export function mayEnter(user: PostgresUser, folder: string): boolean {
  return test(user, 'test -r "$1" && test -x "$1"', folder);
}

/** Whether `user` can reach the folder and write in it. */
export function mayWrite(user: PostgresUser, folder: string): boolean {
  return test(user, 'test -w "$1" && test -x "$1"', folder);
}

// Asks the system itself, because modes, ACLs and mounts all matter.
function test(user: PostgresUser, script: string, folder: string): boolean {
  const result = spawnSync("/bin/sh", ["-c", script, "sh", folder], {
    ...user,
    cwd: "/",
    stdio: "ignore",
  });
  return result.status === 0;
}

function ownerOf(folder: string): PostgresUser | null {
  const stat = fs.statSync(folder, { throwIfNoEntry: false });
  if (!stat || stat.uid === 0) return null;
  return { uid: stat.uid, gid: stat.gid };
}

function findUser(name: string): PostgresUser | null {
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, name], { stdio: "pipe" }).toString());
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null; // there is no such user
  }
}

function createUser(name: string): PostgresUser | null {
  const commands = [
    ["useradd", "--system", "--user-group", "--no-create-home", name],
    ["adduser", "-S", "-H", "-D", name], // BusyBox
  ] as const;
  for (const [command, ...args] of commands) {
    if (spawnSync(command, args, { stdio: "ignore" }).status === 0) {
      return findUser(name);
    }
  }
  return null;
}
