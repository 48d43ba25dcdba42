import { supportedExtensions } from "file-type";
import type { Content } from "#server/domain/files/content.ts";

export type ClaimedType = "image" | "video" | "audio" | "sticker" | "file";

export type Fit =
  /** Kept as this type: a video under a picture's link is shown as a video. */
  | { kind: "fits"; type: ClaimedType }
  /** Probably not the file, but it may be all there is. */
  | { kind: "doubtful" }
  /** Not the file that was sent: a server's text in its place. */
  | { kind: "other" };

/** Text by nature, though it has a known beginning. */
const TEXTS = new Set(["xml", "svg", "ics", "vcf", "vtt", "srt", "txt"]);

/**
 * Whether a link's content is what the message named. A server's error is text
 * ("URL signature expired", a page, JSON), so text is never a picture, a video
 * or a sound. Pure.
 */
export function fitClaim(
  claimed: string,
  name: string | null,
  { family }: Content,
): Fit {
  const isText = family === "text" || family === "markup";
  switch (claimed) {
    case "image":
    case "sticker":
    case "video":
    case "audio":
      if (isText) return { kind: "other" };
      return { kind: "fits", type: shownAs(claimed, family) };
    default:
      return isText && saysBinary(name)
        ? { kind: "doubtful" }
        : { kind: "fits", type: "file" };
  }
}

function shownAs(
  claimed: "image" | "sticker" | "video" | "audio",
  family: Content["family"],
): ClaimedType {
  const isPicture = claimed === "image" || claimed === "sticker";
  switch (family) {
    case "image":
      return isPicture ? claimed : "image";
    case "video":
    case "audio":
      // Voice messages come in video containers.
      return isPicture ? family : claimed;
    default:
      return "file";
  }
}

function saysBinary(name: string | null): boolean {
  const ending = /\.([a-z0-9]+)$/i.exec(name ?? "")?.[1]?.toLowerCase();
  if (ending === undefined || TEXTS.has(ending)) return false;
  return supportedExtensions.has(ending);
}
