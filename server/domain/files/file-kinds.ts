import type { OutgoingAttachmentType } from "#contract/channels/rules/rules.ts";
import { contentOf, type FileSource } from "#server/domain/files/content.ts";
import { hasDangerousEnding } from "#server/domain/files/dangerous-endings.ts";

export type FileKind = { type: OutgoingAttachmentType; mimeType: string };

// Images that browsers, Messenger and sharp all understand; other pictures travel as files.
const IMAGES = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);
const VIDEOS = new Set([
  "video/mp4",
  "video/quicktime",
  "video/webm",
  "video/x-m4v",
]);
const AUDIOS = new Set([
  "audio/mpeg",
  "audio/mp4",
  "audio/x-m4a",
  "audio/aac",
  "audio/wav",
  "audio/ogg",
  "audio/webm",
  "audio/amr",
  "audio/flac",
]);

/** Recognized by content and kept, but only ever served as a download. */
const DOCUMENTS = [
  /^application\/pdf$/,
  /^application\/rtf$/,
  /^application\/vnd\.openxmlformats-officedocument\./,
  /^application\/vnd\.oasis\.opendocument\./,
  /^application\/x-cfb$/, // .doc, .xls, .ppt of old
  /^application\/(zip|gzip|x-7z-compressed|x-rar-compressed|x-tar)$/,
  /^application\/epub\+zip$/,
  /^text\/(calendar|vcard)$/,
  /^image\//, // HEIC, TIFF, PSD, …
  /^video\//,
  /^audio\//,
  /^font\//,
];

const TEXT_TYPES: Record<string, string> = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  md: "text/markdown",
  ics: "text/calendar",
  vcf: "text/vcard",
  json: "application/json",
};

/**
 * Finds the kind of a file from its bytes. The name can only refuse it, or
 * tell one kind of text from another. Null: a type that is not accepted.
 * Content that browsers would run (HTML, SVG, scripts) and programs are never
 * accepted.
 * @param name from `cleanName`: as it will be shown
 */
export async function findFileKind(
  name: string,
  source: FileSource,
): Promise<FileKind | null> {
  if (hasDangerousEnding(name)) return null;
  const { mimeType, family } = await contentOf(source);
  if (family === "markup") return null;
  if (family === "text") {
    const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
    return { type: "file", mimeType: TEXT_TYPES[ending] ?? mimeType };
  }
  if (IMAGES.has(mimeType)) return { type: "image", mimeType };
  if (VIDEOS.has(mimeType)) return { type: "video", mimeType };
  if (AUDIOS.has(mimeType)) return { type: "audio", mimeType };
  const isKnown = DOCUMENTS.some((one) => one.test(mimeType));
  return isKnown ? { type: "file", mimeType } : null;
}
