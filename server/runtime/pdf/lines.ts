import createBidi from "bidi-js";
import LineBreaker from "linebreak";
import type { DocumentFont, Weight } from "./fonts.ts";

/** A piece of a line in one font and one direction, as it is drawn from left to right. */
export type Run = { text: string; font: DocumentFont; width: number };

export type Line = { runs: Run[]; width: number; isRightToLeft: boolean };

type Setting = {
  fontOf(grapheme: string, weight: Weight): DocumentFont;
  weight: Weight;
  /** Points. */
  size: number;
  width: number;
};

/** A character as people count them, before it has its place. `level`: even is left to right (UAX #9). */
type Sign = { text: string; font: DocumentFont; level: number };

const bidi = createBidi();
const graphemes = new Intl.Segmenter();

/**
 * Sets a text in lines: by the rules of Unicode for line breaks (UAX #14) and for
 * writing from right to left (UAX #9), each character in the first font that has it.
 */
export function linesOf(text: string, setting: Setting): Line[] {
  const ruler = openRuler(setting.size);
  return withoutControls(text)
    .split("\n")
    .flatMap((paragraph) => paragraphLines(paragraph, setting, ruler));
}

function paragraphLines(
  paragraph: string,
  { fontOf, weight, width }: Setting,
  widthOf: Ruler,
): Line[] {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(paragraph);
  const isRightToLeft = (paragraphs[0]?.level ?? 0) % 2 === 1;
  const lines: Sign[][] = [];
  let line: Sign[] = [];
  let used = 0;
  const end = () => {
    lines.push(line);
    line = [];
    used = 0;
  };
  for (const [start, part] of partsOf(paragraph)) {
    const signs = [...graphemes.segment(part)].map(({ segment, index }) => ({
      text: segment,
      font: fontOf(segment, weight),
      level: levels[start + index] ?? 0,
    }));
    // The space at the end of a line takes no room.
    const needed = widthOf(signs.slice(0, lengthWithoutSpace(signs)));
    if (line.length > 0 && used + needed > width) end();
    if (needed <= width) {
      line.push(...signs);
      used += widthOf(signs);
      continue;
    }
    for (const sign of signs) {
      const one = widthOf([sign]);
      if (line.length > 0 && used + one > width) end();
      line.push(sign);
      used += one;
    }
  }
  end();
  return lines.map((signs) => {
    const runs = inOrder(signs.slice(0, lengthWithoutSpace(signs)), widthOf);
    return {
      runs,
      width: runs.reduce((sum, run) => sum + run.width, 0),
      isRightToLeft,
    };
  });
}

/** Parts between which a line may end, each with its place in the text. */
function* partsOf(text: string): Generator<[number, string]> {
  const breaker = new LineBreaker(text);
  let start = 0;
  for (let at = breaker.nextBreak(); at !== null; at = breaker.nextBreak()) {
    yield [start, text.slice(start, at.position)];
    start = at.position;
  }
}

function lengthWithoutSpace(signs: Sign[]): number {
  return signs.findLastIndex(({ text }) => text.trim() !== "") + 1;
}

type Ruler = (signs: Sign[]) => number;

/** Measures signs as they will be shaped, in points. */
function openRuler(size: number): Ruler {
  return (signs) => runsOf(signs).reduce((sum, run) => sum + run.at(size), 0);
}

const MOST_WIDTHS = 20_000;
const LONGEST_KEPT = 16;
/** By font, then by text: a thousandth of the font's size. Chinese asks for the same characters again and again. */
const widths = new Map<DocumentFont, Map<string, number>>();

function unitsOf(font: DocumentFont, text: string): number {
  let known = widths.get(font);
  if (!known) widths.set(font, (known = new Map<string, number>()));
  let units = known.get(text);
  if (units === undefined) {
    const { shapes } = font;
    units = shapes.layout(text).advanceWidth / shapes.unitsPerEm;
    if (known.size >= MOST_WIDTHS) known.clear();
    if (text.length <= LONGEST_KEPT) known.set(text, units);
  }
  return units;
}

type LevelRun = {
  text: string;
  font: DocumentFont;
  level: number;
  at(size: number): number;
};

/** Neighbours of the same font and level, together. */
function runsOf(signs: Sign[]): LevelRun[] {
  const runs: { text: string; font: DocumentFont; level: number }[] = [];
  for (const { text, font, level } of signs) {
    const last = runs.at(-1);
    if (last && last.font === font && last.level === level) last.text += text;
    else runs.push({ text, font, level });
  }
  return runs.map((run) => ({
    ...run,
    at: (size) => unitsOf(run.font, run.text) * size,
  }));
}

/** From left to right: rule L2 of UAX #9, run by run. */
function inOrder(signs: Sign[], widthOf: Ruler): Run[] {
  const runs = runsOf(signs);
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level >= 1; level -= 1) {
    for (let start = 0; start < runs.length; start += 1) {
      if ((runs[start]?.level ?? 0) < level) continue;
      let end = start;
      while ((runs[end]?.level ?? 0) >= level) end += 1;
      runs.splice(start, end - start, ...runs.slice(start, end).reverse());
      start = end;
    }
  }
  return runs.map(({ text, font, level }) => ({
    text: level % 2 === 1 ? turned(text) : text,
    font,
    width: widthOf([{ text, font, level }]),
  }));
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;

/** As it is given to its font, which turns letters of Hebrew and Arabic itself, and nothing else. */
function turned(text: string): string {
  const signs = [...text].map(
    (sign) => bidi.getMirroredCharacter(sign) ?? sign,
  );
  return (RIGHT_TO_LEFT.test(text) ? signs : signs.reverse()).join("");
}

/** Signs that draw nothing, some of which would turn the lines around them. */
const withoutControls = (text: string): string =>
  text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/\t/g, "    ")
    .replace(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g,
      "",
    );
