/** A place for the bytes of files: a folder of a disk, or a bucket. Keys are those of `newFileKey`, checked before. */
export type FileBackend = {
  /** For people and logs: a path, or s3://bucket. */
  name: string;
  /** Whole or not at all, and durable. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** As `put`, from a file of the parts folder, which is gone afterwards. */
  keep(key: string, part: string): Promise<void>;
  /** See `FileStore.read`. */
  read(key: string, range?: ByteRange): FileBytes;
  /** Null: its bytes lie in no file of this machine. */
  pathOf(key: string): string | null;
  /** Bytes. @throws AppError file_gone */
  size(key: string): Promise<number>;
  /** Safe to repeat. */
  remove(key: string): Promise<void>;
  /** The files of one of the 256 folders ("00" to "ff"), and when each was written. None: an empty list. */
  list(folder: string): Promise<{ key: string; at: Date }[]>;
  /** Notes are small texts beside the files, such as whose files these are. No key has the name of a note. */
  readNote(name: string): Promise<string | null>;
  writeNote(name: string, text: string): Promise<void>;
  /** The names of the notes below a folder, without it. */
  listNotes(folder: string): Promise<string[]>;
  /** Why nothing can be kept now, if the error says that and not that a file is wrong. */
  troubleOf(error: unknown): StorageTrouble | null;
  /** Whether files can be kept: tried, and nothing is left over. */
  canKeep(): Promise<boolean>;
  /** Null: it does not say. */
  space(): Promise<{ freeBytes: number; totalBytes: number } | null>;
};

/** `reason` is the code of the error, for the log. */
export type StorageTrouble = {
  code: "storage_full" | "storage_unavailable";
  reason: string;
};

export type FileBytes = AsyncGenerator<Uint8Array, void, undefined>;

export type ByteRange = { start: number; end: number };
