import type { Context } from "#server/domain/context.ts";
import { ScanUnavailable } from "#server/domain/file-scanner.ts";

/** unknown: the scanner gave no verdict; none: there is no scanner. */
export type Verdict = "clean" | "infected" | "unknown" | "none";

/** Scans the bytes of one file. `of`: what the log says about the file. */
export async function verdictOn(
  { scanner, log }: Context,
  chunks: AsyncIterable<Uint8Array>,
  of: object,
): Promise<Verdict> {
  if (!scanner) return "none";
  try {
    const verdict = await scanner.scan(chunks);
    if (verdict.kind === "infected")
      log.warn({ ...of, virus: verdict.name }, "infected file refused");
    return verdict.kind;
  } catch (error) {
    if (!(error instanceof ScanUnavailable)) throw error;
    log.warn({ ...of, err: error, scanner: scanner.where }, "file not scanned");
    return "unknown";
  }
}
