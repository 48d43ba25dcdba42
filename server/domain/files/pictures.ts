import sharp, { type Sharp } from "sharp";
import { AppError } from "#server/domain/app-error.ts";
import { contentOf, type FileSource } from "#server/domain/files/content.ts";

/**
 * The one place that decodes pictures. A stranger's few kilobytes can make
 * decoding expensive, so all of it has the same bounds: known formats only,
 * limits on pixels and frames, one picture at a time in this process.
 */

export type PreparedImage = {
  /** Null: it stays as it is. */
  rewritten: Uint8Array | null;
  width: number;
  height: number;
};

/** The limit for one frame: the best phone camera. A few kilobytes can claim a thousand times that. */
export const MAX_PIXELS = 50_000_000;
const MAX_FRAMES = 500;
/** The limit for all frames together, which a browser may have to unpack to play it. */
const MAX_ANIMATED_PIXELS = 10 * MAX_PIXELS;
/** Vendors give small portraits; a larger picture is not one. */
const MAX_PORTRAIT_PIXELS = 16_000_000;
const JPEG_QUALITY = 90;
const DECODE_TIMEOUT_SECONDS = 20;

/** The formats that reach a decoder; others (SVG, TIFF, PDF, camera raw, …) are not even tried. */
const DECODED = new Set([
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/gif",
  "image/avif",
]);

/**
 * Measures a picture as it is shown, without decoding it.
 * @throws Error: broken, of another format, or too many pixels or frames
 */
export function measurePicture(
  source: FileSource,
): Promise<{ width: number; height: number }> {
  return oneAtATime(async () => {
    const { width, height } = await readHead(source, MAX_PIXELS);
    return { width, height };
  });
}

/**
 * Returns a picture's size, and the picture without private data: a JPEG
 * carries where and with which phone it was taken, so it is written again,
 * upright, when it has such data. Other pictures stay as they are.
 * @throws AppError file_type_refused: broken, or too many pixels
 */
export async function prepareImage(
  source: FileSource,
  mimeType: string,
): Promise<PreparedImage> {
  try {
    return await oneAtATime(async () => {
      const { width, height, tells } = await readHead(source, MAX_PIXELS);
      if (mimeType !== "image/jpeg" || !tells)
        return { rewritten: null, width, height };
      const rewritten = await open(source, MAX_PIXELS)
        .autoOrient()
        .keepIccProfile() // colors, not a place
        .jpeg({ quality: JPEG_QUALITY, mozjpeg: false })
        .timeout({ seconds: DECODE_TIMEOUT_SECONDS })
        .toBuffer();
      return { rewritten, width, height };
    });
  } catch (error) {
    throw new AppError(
      "file_type_refused",
      { reason: "image" },
      { cause: error },
    );
  }
}

/** Makes a square of at most `pixels` a side, as WebP. Null: not a picture, or one beyond the bounds. */
export async function shrinkPortrait(
  source: FileSource,
  pixels: number,
): Promise<Uint8Array | null> {
  try {
    return await oneAtATime(async () => {
      await readHead(source, MAX_PORTRAIT_PIXELS);
      return open(source, MAX_PORTRAIT_PIXELS)
        .autoOrient()
        .resize(pixels, pixels, { fit: "cover", withoutEnlargement: true })
        .webp()
        .timeout({ seconds: DECODE_TIMEOUT_SECONDS })
        .toBuffer();
    });
  } catch {
    return null;
  }
}

/** A side of a picture on paper, in pixels. */
const PAPER_PIXELS = 800;
const PAPER_QUALITY = 80;

/** Makes a JPEG for a document that is printed. Null: not a picture, or one beyond the bounds. */
export async function pictureForPaper(
  source: FileSource,
): Promise<{ jpeg: Uint8Array; width: number; height: number } | null> {
  try {
    return await oneAtATime(async () => {
      await readHead(source, MAX_PIXELS);
      const { data, info } = await open(source, MAX_PIXELS)
        .autoOrient()
        .resize(PAPER_PIXELS, PAPER_PIXELS, {
          fit: "inside",
          withoutEnlargement: true,
        })
        .flatten({ background: "white" }) // JPEG has no transparency
        .jpeg({ quality: PAPER_QUALITY })
        .timeout({ seconds: DECODE_TIMEOUT_SECONDS })
        .toBuffer({ resolveWithObject: true });
      return { jpeg: data, width: info.width, height: info.height };
    });
  } catch {
    return null;
  }
}

async function readHead(source: FileSource, maxPixels: number) {
  const { mimeType } = await contentOf(source);
  if (!DECODED.has(mimeType)) throw new Error("not a picture we decode");
  const meta = await open(source, maxPixels).metadata();
  const { width, height } = meta.autoOrient;
  const frames = meta.pages ?? 1;
  if (width * height > maxPixels) throw new Error("too many pixels");
  if (frames > MAX_FRAMES || frames * width * height > MAX_ANIMATED_PIXELS) {
    throw new Error("too many frames");
  }
  const tells = (meta.exif ?? meta.xmp ?? meta.iptc) !== undefined;
  return { width, height, tells };
}

function open(source: FileSource, maxPixels: number): Sharp {
  sharp.cache(false); // each picture is decoded once: a cache would only hold memory
  return sharp(source, {
    limitInputPixels: maxPixels,
    pages: 1, // the first frame of an animation
    failOn: "error",
    sequentialRead: true,
  });
}

let last: Promise<unknown> = Promise.resolve();

/** Each call waits for those before it, so that memory holds one picture at a time. */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => undefined);
  return mine;
}
