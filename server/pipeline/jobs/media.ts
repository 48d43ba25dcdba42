import { isTrouble } from "#server/db/trouble.ts";
import type { Context } from "#server/domain/context.ts";
import { contentOf, type Content } from "#server/domain/files/content.ts";
import { isNoRoom } from "#server/domain/files/disk-room.ts";
import { fitClaim, type ClaimedType } from "#server/domain/files/fit-claim.ts";
import {
  claimIncoming,
  failIncoming,
  keepIncoming,
  placeAmongFiles,
  releaseIncoming,
  type IncomingFile,
} from "#server/domain/files/incoming.ts";
import { fetchAs } from "#server/pipeline/vendor/fetch-as.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { targetOfThread } from "#server/pipeline/outbound/outgoing.ts";

/** Fetched at once; each may have 25 MB in memory. */
const AT_ONCE = 4;
/** A text under a document's name may be what the customer has: kept when it is all that comes. */
const DOUBTED_ATTEMPTS = 4;

/** What a link gave. */
type Found =
  | { kind: "fits"; bytes: Uint8Array; content: Content; type: ClaimedType }
  /** stale: the link no longer gives it, a new one may · never: nor would any. */
  | { kind: "stale" | "later" | "never"; reason: string };

/**
 * Fetches and keeps customers' files before their addresses expire, beside the
 * message path. While the disk has no room nothing is fetched, and nothing is
 * given up.
 * @returns whether there may be more.
 */
export async function fetchFilesOnce(
  vendor: Vendor,
  stopping: AbortSignal,
): Promise<boolean> {
  const { context } = vendor;
  if (!(await context.files.findRoom())) return false;
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
  let found = await follow(vendor, file, file.sourceUrl, signal);
  if (found.kind === "stale") {
    const url = await askForLink(vendor, file);
    if (url !== null && url !== file.sourceUrl)
      found = await follow(vendor, file, url, signal);
  }
  if (found.kind === "fits") {
    await keep(context, file, found);
    return;
  }
  const { kind, reason } = found;
  context.log.warn({ file: file.id, attempt: file.attempts, reason }, kind);
  await failIncoming(context, file, { reason, final: kind === "never" });
}

async function follow(
  { channels }: Vendor,
  { channelKind, type, name, attempts }: IncomingFile,
  url: string,
  signal: AbortSignal,
): Promise<Found> {
  const fetched = await fetchAs(channels[channelKind], { url, signal });
  const { kind } = fetched;
  switch (kind) {
    case "fetched": {
      const content = await contentOf(fetched.bytes);
      const fit = fitClaim(type, name, content);
      if (fit.kind === "fits") return { ...fit, bytes: fetched.bytes, content };
      if (fit.kind === "doubtful" && attempts >= DOUBTED_ATTEMPTS)
        return { kind: "fits", type: "file", bytes: fetched.bytes, content };
      return { kind: "stale", reason: `not_${type}` };
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

/** A link that Meta has just signed. Null: it gives none now. */
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

async function keep(
  context: Context,
  file: IncomingFile,
  found: Extract<Found, { kind: "fits" }>,
): Promise<void> {
  try {
    await keepIncoming(context, file, found);
  } catch (error) {
    if (!isNoRoom(error) && !isTrouble(error)) throw error;
    context.log.warn({ err: error, file: file.id }, "file waits");
    await releaseIncoming(context, file);
  }
}
