import sharp from "sharp";
import { AppError } from "#server/domain/access/app-error.ts";

export type PreparedImage = {
  bytes: Uint8Array;
  width: number;
  height: number;
};

const MAX_PIXELS = 50_000_000; // a phone's best camera; a few kilobytes can claim a thousand times that
const MAX_FRAMES = 500;
const JPEG_QUALITY = 90;

/**
 * Width and height as it is looked at; nothing is decoded for it.
 * @throws Error: broken, or too many pixels or frames.
 */
export async function readImage(
  bytes: Uint8Array,
): Promise<{ width: number; height: number; tells: boolean }> {
  const meta = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata();
  const { width, height } = meta.autoOrient;
  if (width * height > MAX_PIXELS) throw new Error("too many pixels");
  if ((meta.pages ?? 1) > MAX_FRAMES) throw new Error("too many frames");
  const tells = (meta.exif ?? meta.xmp ?? meta.iptc) !== undefined;
  return { width, height, tells };
}

/**
 * Size of a picture, and the picture without what it should not tell: a JPEG
 * carries where and with which phone it was taken, so it is written anew,
 * upright, when it has such data. Other pictures stay as they are.
 * @throws AppError file_type_refused: broken, or too many pixels.
 */
export async function prepareImage(
  bytes: Uint8Array,
  mimeType: string,
): Promise<PreparedImage> {
  try {
    const { width, height, tells } = await readImage(bytes);
    if (mimeType !== "image/jpeg" || !tells) return { bytes, width, height };
    const clean = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .keepIccProfile() // colours, not a place
      .jpeg({ quality: JPEG_QUALITY, mozjpeg: false })
      .toBuffer();
    return { bytes: clean, width, height };
  } catch (error) {
    throw new AppError(
      "file_type_refused",
      { reason: "image" },
      { cause: error },
    );
  }
}
