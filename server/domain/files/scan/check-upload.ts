import { createReadStream } from "node:fs";
import { AppError } from "#server/domain/app-error.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import { ScanUnavailable } from "#server/domain/file-scanner.ts";

/**
 * Scans an upload before anything reads it. Without a scanner it is not scanned.
 * @throws AppError file_infected; scan_unavailable, unless the settings accept unchecked files
 */
export async function checkUpload(
  { scanner, log }: Context,
  { agentId }: Actor,
  part: FilePart,
): Promise<void> {
  if (!scanner) return;
  try {
    const verdict = await scanner.scan(createReadStream(part.path));
    if (verdict.kind === "clean") return;
    log.warn({ agentId, virus: verdict.name }, "infected upload refused");
  } catch (error) {
    if (!(error instanceof ScanUnavailable)) throw error;
    log.warn({ err: error, scanner: scanner.where }, "upload not scanned");
    if (scanner.acceptsUnchecked) return;
    throw new AppError("scan_unavailable", {}, { cause: error });
  }
  throw new AppError("file_infected");
}
