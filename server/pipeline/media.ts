import { fetchMedia } from "#server/channels/meta/fetch-media.ts";
import { isTrouble } from "#server/db/trouble.ts";
import type { Context } from "#server/domain/context.ts";
import {
  claimIncoming,
  failIncoming,
  keepIncoming,
  releaseIncoming,
  type IncomingFile,
} from "#server/domain/files/incoming.ts";
import { mayFetchPrivately } from "#server/pipeline/graph.ts";

/** Fetched at once; each may have 25 MB in memory. */
const AT_ONCE = 4;

/**
 * Fetches and keeps customers' files before their addresses expire, beside the
 * message path.
 * @returns whether there may be more.
 */
export async function fetchFilesOnce(
  context: Context,
  stopping: AbortSignal,
): Promise<boolean> {
  const files = await claimIncoming(context, AT_ONCE);
  await Promise.all(files.map((file) => fetchOne(context, file, stopping)));
  return files.length === AT_ONCE;
}

async function fetchOne(
  context: Context,
  file: IncomingFile,
  signal: AbortSignal,
): Promise<void> {
  const fetched = await fetchMedia({
    url: file.sourceUrl,
    allowPrivate: mayFetchPrivately(context),
    signal,
  });
  switch (fetched.kind) {
    case "fetched":
      await keepOrRelease(context, file, fetched);
      break;
    case "later":
      await failIncoming(context, file, {
        reason: fetched.reason,
        final: false,
      });
      break;
    case "gone":
    case "too_large":
    case "refused":
      context.log.warn({ file: file.id, reason: fetched.reason }, fetched.kind);
      await failIncoming(context, file, {
        reason: fetched.reason,
        final: true,
      });
      break;
  }
}

/** No room, no database: no fault of the file, and no attempt. */
async function keepOrRelease(
  context: Context,
  file: IncomingFile,
  fetched: Parameters<typeof keepIncoming>[2],
): Promise<void> {
  try {
    await keepIncoming(context, file, fetched);
  } catch (error) {
    if (!isTrouble(error)) throw error;
    context.log.warn({ err: error, file: file.id }, "file waits");
    await releaseIncoming(context, file);
  }
}
