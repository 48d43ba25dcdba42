import type { Channel } from "#server/channels/channel.ts";
import { fetchAs } from "./fetch-as.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import type { Context } from "#server/domain/context.ts";
import { isNoRoom } from "#server/domain/files/disk-room.ts";
import { shrinkPortrait } from "#server/domain/files/pictures.ts";
import { newFileKey } from "#server/domain/files/store.ts";

/** The largest size at which a portrait is shown, doubled for sharp screens. */
const PIXELS = 256;
const MAX_BYTES = 8 * 1024 * 1024;

export type KeptPicture =
  | { kind: "kept"; key: string }
  /** The vendor says that there is no picture. */
  | { kind: "none" }
  /** There is one, and fetching it failed: to be tried again. */
  | { kind: "missing"; reason: string };

/**
 * Keeps the picture of a person or page, small and in one format, because the
 * vendor's address of it expires.
 */
export async function keepPicture(
  context: Context,
  channel: Channel,
  url: string | null,
): Promise<KeptPicture> {
  if (url === null) return { kind: "none" };
  try {
    const link = { url, maxBytes: MAX_BYTES };
    const fetched = await fetchAs(channel, link, (chunks, maxBytes) =>
      context.files.receive(chunks, maxBytes),
    );
    if (fetched.kind !== "fetched") return missing(fetched.reason);
    const picture = await shrunk(fetched.kept);
    if (picture === null) return missing("not_a_picture");
    const key = newFileKey();
    await context.files.put(key, picture, "image/webp");
    return { kind: "kept", key };
  } catch (error) {
    if (isNoRoom(error)) return missing("no_room");
    throw error;
  }
}

async function shrunk(part: FilePart): Promise<Uint8Array | null> {
  try {
    return await shrinkPortrait(part.path, PIXELS);
  } finally {
    await part.discard();
  }
}

function missing(reason: string): KeptPicture {
  return { kind: "missing", reason };
}
