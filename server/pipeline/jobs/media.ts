import { isTrouble } from "#server/db/trouble.ts";
import { AppError } from "#server/domain/app-error.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import { contentOf, type Content } from "#server/domain/files/content.ts";
import { isStorageTrouble, readPart } from "#server/domain/files/disk-room.ts";
import { INFECTED } from "#server/domain/files/shown-state.ts";
import type { Context } from "#server/domain/context.ts";
import { verdictOn, type Verdict } from "#server/domain/files/scan/verdict.ts";
import { fitClaim, type ClaimedType } from "#server/domain/files/fit-claim.ts";
import {
  awaitScan,
  claimIncoming,
  failIncoming,
  keepIncoming,
  placeAmongFiles,
  releaseIncoming,
  settleScan,
  type IncomingFile,
} from "#server/domain/files/incoming.ts";
import { fetchAs } from "#server/pipeline/vendor/fetch-as.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { targetOfThread } from "#server/pipeline/outbound/outgoing.ts";

/** Fetched at once; their bytes go to the disk as they come. */
const AT_ONCE = 4;
/** A text under a document's name may be the real file. It is kept if this many attempts give nothing else. */
const DOUBTED_ATTEMPTS = 4;

/** The result of fetching a link. `keepIncoming` keeps or discards the part of a file that fits. */
type Found =
  | { kind: "fits"; part: FilePart; content: Content; type: ClaimedType }
  | Missed;

/** stale: the link has expired, a new one may work · never: no link will. */
type Missed = { kind: "stale" | "later" | "never"; reason: string };

/**
 * Fetches and keeps customers' files before their addresses expire, outside
 * the message path. While the disk has no room nothing is fetched, and nothing
 * is given up.
 * @returns whether more may be waiting
 */
export async function fetchFilesOnce(
  vendor: Vendor,
  stopping: AbortSignal,
): Promise<boolean> {
  const { context } = vendor;
  if (!(await context.files.canKeep())) return false;
  const files = await claimIncoming(context, AT_ONCE);
  await Promise.all(files.map((file) => fetchOne(vendor, file, stopping)));
  return files.length === AT_ONCE;
}

async function fetchOne(
  vendor: Vendor,
  file: IncomingFile,
  signal: AbortSignal,
): Promise<void> {
  const { context } = vendor;
  const missed = await fetchAndKeep(vendor, file, signal);
  if (missed === null) return;
  const { kind, reason } = missed;
  context.log.warn({ file: file.id, attempt: file.attempts, reason }, kind);
  await failIncoming(context, file, { reason, final: kind === "never" });
}

/** Null: the file is kept, or waits for a reason of ours. */
async function fetchAndKeep(
  vendor: Vendor,
  file: IncomingFile,
  signal: AbortSignal,
): Promise<Missed | null> {
  const { context } = vendor;
  try {
    if (file.storageKey !== null && (await scanKept(context, file)))
      return null;
    const found = await find(vendor, file, signal);
    if (found.kind !== "fits") return found;
    const verdict = await scanPart(context, file, found.part);
    if (verdict === "infected") {
      await found.part.discard();
      return { kind: "never", reason: INFECTED };
    }
    await keepIncoming(context, file, { ...found, verdict });
  } catch (error) {
    if (!isStorageTrouble(error) && !isTrouble(error)) throw error;
    context.log.warn({ err: error, file: file.id }, "file waits");
    await releaseIncoming(context, file);
  }
  return null;
}

/** A part that can't be scanned is removed with the error. */
async function scanPart(
  context: Context,
  { id }: IncomingFile,
  part: FilePart,
): Promise<Verdict> {
  try {
    return await verdictOn(context, readPart(part.path), { file: id });
  } catch (error) {
    await part.discard();
    throw error;
  }
}

/**
 * Scans a file that was kept while the scanner did not answer. False: its bytes are gone. It is then fetched as on
 * arrival, and given up as such files are. Its key stays until then, because a disk that is missing may come back.
 */
async function scanKept(
  context: Context,
  file: IncomingFile,
): Promise<boolean> {
  const key = file.storageKey ?? "";
  try {
    // Asked first: the scanner's client takes a file that cannot be read for a verdict that did not come.
    await context.files.size(key);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "file_gone")) throw error;
    context.log.error(
      { file: file.id, key },
      "the bytes of a file that waits for the scanner are gone; it is fetched again",
    );
    return false;
  }
  const verdict = await verdictOn(context, context.files.read(key), {
    file: file.id,
  });
  if (verdict === "unknown") await awaitScan(context, file);
  else await settleScan(context, file, verdict);
  return true;
}

/** Fetches by the message's link, or by a new one if that has expired. */
async function find(
  vendor: Vendor,
  file: IncomingFile,
  signal: AbortSignal,
): Promise<Found> {
  const found = await follow(vendor, file, file.sourceUrl, signal);
  if (found.kind !== "stale") return found;
  const url = await askForLink(vendor, file);
  return url === null || url === file.sourceUrl
    ? found
    : follow(vendor, file, url, signal);
}

async function follow(
  { context, channels }: Vendor,
  file: IncomingFile,
  url: string,
  signal: AbortSignal,
): Promise<Found> {
  const channel = channels[file.channelKind];
  const fetched = await fetchAs(channel, { url, signal }, (chunks, maxBytes) =>
    context.files.receive(chunks, maxBytes),
  );
  const { kind } = fetched;
  switch (kind) {
    case "fetched":
      try {
        return await judge(file, fetched.kept);
      } catch (error) {
        await fetched.kept.discard();
        throw error;
      }
    case "gone":
      return { kind: "stale", reason: fetched.reason };
    case "later":
      return { kind: "later", reason: fetched.reason };
    case "too_large":
    case "refused":
      return { kind: "never", reason: fetched.reason };
  }
}

/** Whether the content is of the type that the message named. */
async function judge(
  { type, name, attempts }: IncomingFile,
  part: FilePart,
): Promise<Found> {
  const content = await contentOf(part.path);
  const fit = fitClaim(type, name, content);
  if (fit.kind === "fits") return { ...fit, part, content };
  if (fit.kind === "doubtful" && attempts >= DOUBTED_ATTEMPTS)
    return { kind: "fits", type: "file", part, content };
  await part.discard();
  return { kind: "stale", reason: `not_${type}` };
}

/** Asks Meta for a freshly signed link. Null: Meta gives none now. */
async function askForLink(
  { context, channels }: Vendor,
  file: IncomingFile,
): Promise<string | null> {
  const { mid, threadId, type } = file;
  if (mid === null) return null;
  const target = await targetOfThread(context, threadId);
  if (!target) return null;
  const { freshLink } = channels[target.kind];
  if (!freshLink) return null;
  const place = await placeAmongFiles(context, file);
  const link = await freshLink(target, {
    mid,
    isSticker: type === "sticker",
    ...place,
  });
  return link.kind === "found" ? link.url : null;
}
