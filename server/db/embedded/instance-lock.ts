import { DatabaseSync } from "node:sqlite";

export type InstanceLock = {
  release(): void;
};

const SQLITE_BUSY = 5;

/**
 * Takes the lock, or returns null when another living process has it.
 * The lock is one of the operating system's, on an empty file through SQLite:
 * it ends with its process, however that dies, so it is never stale. A file
 * with a process id in it cannot promise that, and Node offers no lock of its
 * own.
 */
export function takeInstanceLock(file: string): InstanceLock | null {
  const lock = new DatabaseSync(file);
  try {
    lock.exec(
      "PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE",
    );
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return { release: () => lock.close() };
}
