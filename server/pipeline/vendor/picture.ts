import type { Channel } from "#server/channels/channel.ts";
import { fetchAs } from "./fetch-as.ts";
import type { FilePart } from "#server/domain/file-store.ts";
import type { Context } from "#server/domain/context.ts";
import { isStorageTrouble } from "#server/domain/files/disk-room.ts";
import { shrinkPortrait } from "#server/domain/files/pictures.ts";
import { newFileKey } from "#server/domain/files/store.ts";

/** The largest size at which a portrait is shown, doubled for sharp screens. */
const PIXELS = 256;
const MAX_BYTES = 8 * 1024 * 1024;
export const PICTURE_TYPE = "image/webp";

export type KeptPicture =
  | { kind: "kept"; key: string }
  /** The vendor says that there is no picture. */
  | { kind: "none" }
  /** There is one, and fetching it failed: to be tried again. */
  | { kind: "missing"; reason: string };

/** A picture, small and in one format. */
export type FetchedPicture =
  | { kind: "fetched"; bytes: Uint8Array }
  /** The vendor says that there is no picture. */
  | { kind: "none" }
  /** There is one, and fetching it failed: to be tried again. */
  | { kind: "missing"; reason: string };

/**
 * Keeps the picture of a person or page, because the vendor's address of it
 * expires.
 */
export async function keepPicture(
  context: Context,
  channel: Channel,
  url: string | null,
): Promise<KeptPicture> {
  const picture = await fetchPicture(context, channel, url);
  if (picture.kind !== "fetched") return picture;
  try {
    const key = newFileKey();
    await context.files.put(key, picture.bytes);
    return { kind: "kept", key };
  } catch (error) {
    if (isStorageTrouble(error)) return missing("no_room");
    throw error;
  }
}

/** The same without keeping it. */
export async function fetchPicture(
  context: Context,
  channel: Channel,
  url: string | null,
): Promise<FetchedPicture> {
  if (url === null) return { kind: "none" };
  try {
    const link = { url, maxBytes: MAX_BYTES };
    const fetched = await fetchAs(channel, link, (chunks, maxBytes) =>
      context.files.receive(chunks, maxBytes),
    );
    if (fetched.kind !== "fetched") return missing(fetched.reason);
    const bytes = await shrunk(fetched.kept);
    return bytes ? { kind: "fetched", bytes } : missing("not_a_picture");
  } catch (error) {
    if (isStorageTrouble(error)) return missing("no_room");
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

function missing(reason: string): { kind: "missing"; reason: string } {
  return { kind: "missing", reason };
}
