import type { Locale } from "#contract/base/locales.ts";

/** A document for A4 paper; plain data, since another thread draws it. */
export type Paper = {
  title: string;
  author: string;
  /** Decides between the forms of Chinese characters that several languages share. */
  locale: Locale;
  at: Date;
  blocks: PaperBlock[];
};

export type PaperBlock =
  | { kind: "title" | "heading" | "quiet" | "text" | "quote"; text: string }
  /** A name, and details behind it; stays on the page of what follows. */
  | { kind: "byline"; name: string; details: string }
  /** `width`, `height`: pixels. */
  | { kind: "picture"; jpeg: Uint8Array; width: number; height: number };
