import { fileTypeFromBuffer } from "file-type";
import type { OutgoingAttachmentType } from "#contract/channel-rules.ts";

export type FileKind = { type: OutgoingAttachmentType; mimeType: string };

// What browsers, Messenger and sharp all understand; other pictures travel as files.
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

/** Recognised by content and kept, but only ever handed out as a download. */
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

/** Running one of these, or opening it in a browser, runs its sender's program. */
const DANGEROUS_NAME =
  /\.(exe|msi|msix|appx|com|scr|pif|cpl|bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|jar|apk|app|dmg|pkg|deb|rpm|sh|bash|zsh|command|lnk|url|reg|dll|sys|iso|img|vhd|html?|xhtml|mht|mhtml|svgz?|xml|xsl|xslt|swf|docm|xlsm|pptm|xlam|dotm)[\s.]*$/i;

const TEXT_TYPES: Record<string, string> = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  md: "text/markdown",
  ics: "text/calendar",
  vcf: "text/vcard",
  json: "application/json",
};

const SNIFFED_BYTES = 64 * 1024;
const TEXT_CONTROLS = new Set([9, 10, 11, 12, 13, 27]);

/**
 * What a file is, by its bytes; the name decides nothing but to refuse and to
 * tell one text from another. Null: not something we take. What browsers would
 * run (HTML, SVG, scripts) and programs are never taken.
 */
export async function findFileKind(
  name: string,
  bytes: Uint8Array,
): Promise<FileKind | null> {
  if (DANGEROUS_NAME.test(name)) return null;
  const found = await fileTypeFromBuffer(bytes);
  if (found) return kindOf(found.mime);
  const text = looksLikeText(bytes);
  if (!text || looksLikeMarkup(text)) return null;
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return { type: "file", mimeType: TEXT_TYPES[ending] ?? "text/plain" };
}

function kindOf(mime: string): FileKind | null {
  const mimeType = mime.split(";")[0] ?? mime;
  if (IMAGES.has(mimeType)) return { type: "image", mimeType };
  if (VIDEOS.has(mimeType)) return { type: "video", mimeType };
  if (AUDIOS.has(mimeType)) return { type: "audio", mimeType };
  if (
    mimeType === "image/svg+xml" ||
    !DOCUMENTS.some((one) => one.test(mimeType))
  ) {
    return null;
  }
  return { type: "file", mimeType };
}

/** The beginning as text, or null where there are bytes that no text has. Big5 and GBK are text as well as UTF-8. */
function looksLikeText(bytes: Uint8Array): string | null {
  const head = bytes.subarray(0, SNIFFED_BYTES);
  // UTF-16 has them too: it is refused, and few programs write it.
  const hasControls = head.some(
    (byte) => byte < 32 && !TEXT_CONTROLS.has(byte),
  );
  return hasControls ? null : Buffer.from(head).toString("latin1");
}

function looksLikeMarkup(text: string): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*(<\?xml|<!doctype|<!--|<[a-z][\w:-]*[\s>/]|#!)/i.test(
    text,
  );
}
