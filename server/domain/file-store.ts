import type {
  ByteRange,
  FileBackend,
  FileBytes,
  StorageTrouble,
} from "#server/domain/file-backend.ts";

/** The store for the bytes of pictures and files; rows of the database hold the keys. */
export type FileStore = {
  /**
   * Written once under a key of `newFileKey`; never changed afterwards. Whole
   * or not at all.
   * @throws AppError storage_full: there is no room now; storage_unavailable: the folder or bucket cannot be used
   */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * Writes bytes to the disk as they come and holds none of them. What is left
   * over when it throws is nothing.
   * @throws AppError file_too_large: at the byte that is too many; storage_full;
   *   and what `chunks` throws
   */
  receive(
    chunks: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<FilePart>;
  /** @throws AppError file_gone, storage_unavailable */
  get(key: string): Promise<Uint8Array>;
  /**
   * The bytes, or some of them: `range` counts from 0, both ends included, and
   * lies within the file. The file is opened when the first bytes are asked
   * for and closed when the reader ends or leaves, so a body that nobody reads
   * (HEAD, 304) holds no descriptor.
   * @throws AppError file_gone, at the first bytes
   */
  read(key: string, range?: ByteRange): FileBytes;
  /**
   * A blob whose bytes are read from the disk as its reader asks for them; those of a bucket are in memory.
   * @throws AppError file_gone
   */
  open(key: string, mimeType: string): Promise<Blob>;
  /**
   * Bytes.
   * @throws AppError file_gone
   */
  size(key: string): Promise<number>;
  /** Safe to repeat. */
  remove(key: string): Promise<void>;
  /** Null, or since when files cannot be kept: learnt from a `put`, over when another succeeds or `canKeep` finds so. */
  trouble(): FilesTrouble | null;
  /** Tries to keep something, if there was trouble. */
  canKeep(): Promise<boolean>;
  /** The room on the disk of its files; null: it does not say. */
  space(): Promise<{ freeBytes: number; totalBytes: number } | null>;
  /** The places of files, that of new ones first, for work that goes through all files. */
  backends: FileBackend[];
  /** The folder of files that are being written. */
  partsFolder: string;
};

/** A file that has come in whole and has no key yet. Whoever has it keeps or discards it. */
export type FilePart = {
  /** The place of its bytes till then. */
  path: string;
  /** Bytes. */
  size: number;
  /** Durable under this key of `newFileKey`. @throws AppError storage_full, storage_unavailable */
  keep(key: string): Promise<void>;
  /** Safe to repeat; nothing happens to what was kept. */
  discard(): Promise<void>;
};

/** Since when no file can be kept, and why. */
export type FilesTrouble = StorageTrouble & { since: Date };
