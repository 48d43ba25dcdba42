import sharp from "sharp";
import { fetchMedia } from "#server/channels/meta/fetch-media.ts";
import type { Context } from "#server/domain/context.ts";
import { newFileKey } from "#server/domain/files/store.ts";
import { mayFetchPrivately } from "#server/pipeline/graph.ts";

/** The largest a portrait is ever shown, doubled for sharp screens. */
const PIXELS = 256;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Keeps the picture of a person or page, small and in one format, because the
 * vendor's address of it expires. Undefined: there is none, or not now.
 * @returns its storage key
 */
export async function keepPicture(
  context: Context,
  url: string | null,
): Promise<string | undefined> {
  if (url === null) return undefined;
  const fetched = await fetchMedia({
    url,
    allowPrivate: mayFetchPrivately(context),
    maxBytes: MAX_BYTES,
  });
  if (fetched.kind !== "fetched") return undefined;
  const picture = await shrink(fetched.bytes);
  if (picture === null) return undefined;
  const key = newFileKey();
  await context.files.put(key, picture, "image/webp");
  return key;
}

/** Null: not a picture. */
async function shrink(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    return await sharp(bytes)
      .autoOrient()
      .resize(PIXELS, PIXELS, { fit: "cover", withoutEnlargement: true })
      .webp()
      .toBuffer();
  } catch {
    return null;
  }
}
