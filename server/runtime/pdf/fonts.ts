import { fileURLToPath } from "node:url";
import * as fontkit from "fontkit";
import type { Locale } from "#contract/base/locales.ts";

/** One font of the document: the name that PDFKit knows it by, and what its shapes are read from. */
export type DocumentFont = { name: string; file: string; shapes: fontkit.Font };

export type Weight = "regular" | "bold";

const files = (packageName: string, file: string) =>
  fileURLToPath(new URL(`../fonts/${file}`, import.meta.resolve(packageName)));
const ofFontsource = (packageName: string, file: string) =>
  fileURLToPath(import.meta.resolve(`${packageName}/files/${file}`));

const EMOJI_PARTS = 10;

type Family = Record<Weight, string>;
const both = (file: string): Family => ({ regular: file, bold: file });

const LATIN: Family = {
  regular: files("@embedpdf/fonts-latin", "NotoSans-Regular.ttf"),
  bold: files("@embedpdf/fonts-latin", "NotoSans-SemiBold.ttf"),
};
const SIMPLIFIED: Family = {
  regular: files("@embedpdf/fonts-sc", "NotoSansHans-Regular.otf"),
  bold: files("@embedpdf/fonts-sc", "NotoSansHans-Bold.otf"),
};
const TRADITIONAL: Family = {
  regular: files("@embedpdf/fonts-tc", "NotoSansHant-Regular.otf"),
  bold: files("@embedpdf/fonts-tc", "NotoSansHant-Bold.otf"),
};
const OTHERS: Family[] = [
  {
    regular: ofFontsource(
      "@fontsource/noto-sans-thai",
      "noto-sans-thai-thai-400-normal.woff",
    ),
    bold: ofFontsource(
      "@fontsource/noto-sans-thai",
      "noto-sans-thai-thai-600-normal.woff",
    ),
  },
  {
    regular: files("@embedpdf/fonts-arabic", "NotoNaskhArabic-Regular.ttf"),
    bold: files("@embedpdf/fonts-arabic", "NotoNaskhArabic-Bold.ttf"),
  },
  {
    regular: files("@embedpdf/fonts-hebrew", "NotoSansHebrew-Regular.ttf"),
    bold: files("@embedpdf/fonts-hebrew", "NotoSansHebrew-Bold.ttf"),
  },
  ...Array.from({ length: EMOJI_PARTS }, (_, part) =>
    both(
      ofFontsource(
        "@fontsource/noto-emoji",
        `noto-emoji-${part}-400-normal.woff`,
      ),
    ),
  ),
];

/** Signs that only change the one before; a font without them still shows that one. */
const INVISIBLE = /[\u200c\u200d\ufe0e\ufe0f]/u;

/** Chooses the font of each character. Fonts are opened when they are first needed. */
export function openFonts(locale: Locale): {
  fontOf(grapheme: string, weight: Weight): DocumentFont;
} {
  const families = [
    LATIN,
    ...(locale === "zh-TW"
      ? [TRADITIONAL, SIMPLIFIED]
      : [SIMPLIFIED, TRADITIONAL]),
    ...OTHERS,
  ];
  const opened = new Map<string, DocumentFont>();
  const chosen = new Map<string, DocumentFont>();
  const open = (file: string): DocumentFont => {
    const known = opened.get(file);
    if (known) return known;
    const shapes = fontkit.openSync(file);
    if ("fonts" in shapes) throw new Error(`${file} is a collection of fonts.`);
    const font = { name: `f${opened.size}`, file, shapes };
    opened.set(file, font);
    return font;
  };
  const choose = (grapheme: string, weight: Weight): DocumentFont => {
    const signs = [...grapheme].filter((sign) => !INVISIBLE.test(sign));
    const first = signs.slice(0, 1);
    for (const wanted of [signs, first])
      for (const family of families) {
        const font = open(family[weight]);
        if (wanted.every((sign) => has(font, sign))) return font;
      }
    return open(LATIN[weight]); // its box for a missing character
  };
  return {
    fontOf(grapheme, weight) {
      const key = `${weight}${grapheme}`;
      let font = chosen.get(key);
      if (!font) chosen.set(key, (font = choose(grapheme, weight)));
      return font;
    },
  };
}

const has = ({ shapes }: DocumentFont, sign: string): boolean =>
  shapes.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0);
