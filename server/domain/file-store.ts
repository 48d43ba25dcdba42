/** Where the bytes of pictures and files lie; rows of the database hold the keys. */
export type FileStore = {
  /**
   * Written once under a key of `newFileKey`; never changed afterwards. Whole
   * or not at all.
   * @throws AppError storage_full: there is no room now
   */
  put(key: string, bytes: Uint8Array, mimeType: string): Promise<void>;
  /** @throws AppError file_gone */
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
   * Bytes.
   * @throws AppError file_gone
   */
  size(key: string): Promise<number>;
  /** Safe to repeat. */
  remove(key: string): Promise<void>;
  /** Null, or since when files find no room: learnt from a `put`, over when `findRoom` finds some. */
  noRoom(): NoRoom | null;
  /** Looks for room, if there was none. */
  findRoom(): Promise<boolean>;
  /** Where they lie, for the sweep of what no row names. */
  folders: { files: string; parts: string };
};

export type FileBytes = AsyncGenerator<Uint8Array, void, undefined>;

export type ByteRange = { start: number; end: number };

/** Since when no file can be kept, and why. */
export type NoRoom = { since: Date; reason: string };
