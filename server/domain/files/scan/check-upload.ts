import { AppError } from "#server/domain/app-error.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import { readPart } from "#server/domain/files/disk-room.ts";
import { verdictOn } from "./verdict.ts";

/**
 * Scans an upload before anything reads it. Without a scanner it is not scanned.
 * @returns whether the scanner found it clean
 * @throws AppError file_infected; scan_unavailable, unless the settings accept unchecked files
 */
export async function checkUpload(
  context: Context,
  { agentId }: Actor,
  part: FilePart,
): Promise<boolean> {
  const chunks = readPart(part.path);
  const verdict = await verdictOn(context, chunks, { agentId });
  if (verdict === "infected") throw new AppError("file_infected");
  if (verdict === "unknown" && !context.scanner?.acceptsUnchecked)
    throw new AppError("scan_unavailable");
  return verdict === "clean";
}
