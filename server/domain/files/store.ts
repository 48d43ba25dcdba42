import { randomBytes } from "node:crypto";
import { accessSync, constants, openAsBlob, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#server/domain/app-error.ts";
import type { FileStore, FilesTrouble } from "#server/domain/file-store.ts";
import { diskBackend } from "#server/domain/files/disk-backend.ts";
import { noRoomCode, writePart } from "#server/domain/files/disk-room.ts";
import type {
  ByteRange,
  FileBackend,
  FileBytes,
  StorageTrouble,
} from "#server/domain/file-backend.ts";
import { s3Backend } from "#server/domain/files/s3-backend.ts";
import type { FilesEnv } from "#server/runtime/files-env.ts";
import type { Log } from "#server/runtime/log.ts";
import { StartError } from "#server/runtime/start-error.ts";

// The form that newFileKey gives. Anything else never reaches a backend.
const KEY = /^[0-9a-f]{2}\/[0-9a-f]{32}$/;

/** A check writes a megabyte, so not every caller makes one. */
const LOOK_AGAIN_MS = 5_000;

/** The folder of files that are being written; no key has its name. */
const PARTS = "parts";

/** A key that cannot be guessed and contains nothing of a user's name for the file. */
export function newFileKey(): string {
  const name = randomBytes(16).toString("hex");
  // In 256 folders: directories with millions of entries are slow to list and back up.
  return `${name.slice(0, 2)}/${name}`;
}

export type FileStoreOptions = {
  dataDir: string;
  /** The place of new files, and the bucket if there is one. By default the disk alone. */
  files?: FilesEnv;
  /** Logs once when files can no longer be kept, and once when they can again. */
  log?: Log;
};

/**
 * Files in `<dataDir>/files`, in a bucket, or in both while they are being
 * moved: new ones go where the settings say, and what is not there is looked
 * for in the other place. Nothing is created before the first file.
 */
export function createFileStore({
  dataDir,
  files = { place: "disk", s3: null },
  log,
}: FileStoreOptions): FileStore {
  const root = join(dataDir, "files");
  const parts = join(root, PARTS);
  const disk = diskBackend(root, parts);
  const bucket = files.s3 && s3Backend(files.s3);
  const [main, other] =
    bucket && files.place === "s3" ? [bucket, disk] : [disk, bucket];
  const backends = other ? [main, other] : [main];
  let trouble: FilesTrouble | null = null;
  let lookAgainAt = 0;

  function fail(backend: FileBackend, error: unknown): never {
    const cause = { cause: error };
    const { code, reason } = troubleOf(backend, error) ?? {};
    if (code === undefined || reason === undefined) throw error;
    if (!trouble)
      log?.error(
        { err: error, reason, place: backend.name },
        "files cannot be kept",
      );
    trouble ??= { since: new Date(), code, reason };
    throw new AppError(code, {}, cause);
  }

  function recover(): void {
    if (trouble) log?.info({ since: trouble.since }, "files can be kept again");
    trouble = null;
  }

  async function writing(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      fail(main, error);
    }
    recover();
  }

  /** Asks where the file should be, then in the other place, and once more where it may have been moved to meanwhile. */
  async function reading<T>(
    ask: (backend: FileBackend) => Promise<T>,
  ): Promise<T> {
    const tries = other ? [main, other, main] : [main];
    let gone: unknown;
    for (const backend of tries) {
      try {
        return await ask(backend);
      } catch (error) {
        if (!(error instanceof AppError && error.code === "file_gone"))
          throw unreadable(backend, error);
        gone = error;
      }
    }
    throw gone;
  }

  async function* read(key: string, range?: ByteRange): FileBytes {
    checkKey(key);
    const opened = await reading(async (backend) => {
      const bytes = backend.read(key, range);
      return { bytes, first: await bytes.next() };
    });
    try {
      for (
        let next = opened.first;
        !next.done;
        next = await opened.bytes.next()
      )
        yield next.value;
    } finally {
      await opened.bytes.return();
    }
  }

  async function get(key: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of read(key)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  return {
    backends,
    partsFolder: parts,
    read,
    get,
    trouble: () => trouble,
    space: () => main.space(),
    size(key) {
      checkKey(key);
      return reading((backend) => backend.size(key));
    },
    async put(key, bytes) {
      checkKey(key);
      await writing(() => main.put(key, bytes));
    },
    async receive(chunks, maxBytes) {
      const part = await writePart(parts, chunks, maxBytes).catch(
        (error: unknown) => fail(disk, error),
      );
      return {
        ...part,
        async keep(key) {
          checkKey(key);
          await writing(() => main.keep(key, part.path));
        },
        discard: () => rm(part.path, { force: true }),
      };
    },
    async canKeep() {
      if (trouble && performance.now() >= lookAgainAt) {
        lookAgainAt = performance.now() + LOOK_AGAIN_MS;
        if (await main.canKeep()) recover();
      }
      return trouble === null;
    },
    async open(key, mimeType) {
      checkKey(key);
      const path = await reading(async (backend) => {
        await backend.size(key); // the blob of a missing file fails only when it is read
        return backend.pathOf(key);
      });
      return path === null
        ? new Blob([Uint8Array.from(await get(key))], { type: mimeType })
        : openAsBlob(path, { type: mimeType });
    },
    async remove(key) {
      checkKey(key);
      for (const backend of backends) await backend.remove(key);
    },
  };
}

/** A bucket's parts are on the disk, so its trouble can be the disk's. */
function troubleOf(
  backend: FileBackend,
  error: unknown,
): StorageTrouble | null {
  const reason = noRoomCode(error);
  return reason === null
    ? backend.troubleOf(error)
    : { code: "storage_full", reason };
}

function unreadable(backend: FileBackend, error: unknown): unknown {
  const trouble = backend.troubleOf(error);
  return trouble === null
    ? error
    : new AppError("storage_unavailable", {}, { cause: error });
}

/**
 * Checks at the start that files can be read in `dataDir`. Without the check,
 * the first upload would fail.
 * @throws StartError one sentence: the folder is a file, or access is denied
 */
export function checkFilesFolder(dataDir: string): void {
  const root = join(dataDir, "files");
  for (const folder of [root, join(root, PARTS)]) {
    try {
      const found = statSync(folder, { throwIfNoEntry: false });
      if (!found) return;
      if (!found.isDirectory()) throw new Error("it is not a folder");
      accessSync(folder, constants.R_OK | constants.X_OK);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const denied = code === "EACCES" || code === "EPERM";
      throw new StartError(
        `DATA_DIR: ${folder} cannot be used for files: ${denied ? "permission denied" : message}.`,
        { cause: error },
      );
    }
  }
}

/** Whether a text has the form of `newFileKey`. */
export function isFileKey(text: string): boolean {
  return KEY.test(text);
}

function checkKey(key: string): void {
  if (!isFileKey(key)) throw new Error("Not a file key of ours.");
}
