/** Looks for viruses in files before they are kept. */
export type FileScanner = {
  /**
   * @param chunks the bytes of one file
   * @throws ScanUnavailable the scanner gave no verdict
   */
  scan(chunks: AsyncIterable<Uint8Array>): Promise<ScanVerdict>;
  /** The scanner's address without secrets, for the log and `npm run doctor`. */
  where: string;
  /** Files of agents are also kept while it gives no verdict. */
  acceptsUnchecked: boolean;
};

/** Connecting, sending and the verdict of one file together. */
export const SCAN_TIMEOUT_MS = 20_000;
export const TOO_SLOW = `No verdict within ${SCAN_TIMEOUT_MS / 1_000} seconds.`;

/** `name`: of the virus, as the scanner calls it. */
export type ScanVerdict =
  { kind: "clean" } | { kind: "infected"; name: string };

/** No verdict: not reached, too late, or an answer that is none. The file can be scanned again. */
export class ScanUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ScanUnavailable";
  }
}
