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
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS });
    const meta = await image.metadata();
    if ((meta.pages ?? 1) > MAX_FRAMES) throw new Error("too many frames");
    const { width, height } = meta.autoOrient;
    if (width * height > MAX_PIXELS) throw new Error("too many pixels");
    const tells = meta.exif ?? meta.xmp ?? meta.iptc;
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
