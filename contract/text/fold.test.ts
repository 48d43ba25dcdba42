import fc from "fast-check";
import { expect, test } from "vitest";
import {
  findFolded,
  foldEmail,
  foldText,
  includesFolded,
  isSameFolded,
} from "#contract/text/fold.ts";

test.each([
  ["José Núñez", "jose nunez"],
  ["Una crème brûlée", "una creme brulee"],
  ["Nguyễn Đức", "nguyen duc"],
  ["Łukasz Straße Ærø Œuvre", "lukasz strasse aero oeuvre"],
  ["İstanbul ISPARTA ısı", "istanbul isparta isi"],
  ["ΟΔΟΣ Ύψος", "οδοσ υψοσ"],
  ["ЁЛКА", "елка"],
  ["Ｏｒｄｅｒ　Ｎｏ．４２", "order no.42"],
  ["ﾊﾞﾅﾅ", "バナナ"],
  ["don’t – “really”…", `don't - "really"...`],
  ["l´été", "l'ete"],
  ["مُحَمَّد", "محمد"],
  ["שָׁלוֹם", "שלום"],
  ["in\u00adter\u200bnet", "internet"],
  ["one\ntwo\u00a0three", "one two three"],
])("%j is compared as %j", (text, folded) => {
  expect(foldText(text)).toBe(folded);
  expect(foldText(text.normalize("NFD"))).toBe(folded);
});

test.each([
  ["がぎぐ", "kana keep their voicing"],
  ["ハパバ", "katakana too"],
  ["안녕하세요", "Hangul"],
  ["烏龍茶售前咨询", "Han"],
  ["ที่นี่ไม่มี", "Thai vowels and tones"],
  ["हिन्दी में", "Indic vowels"],
])("%s stays as it is: %s", (text) => {
  expect(foldText(text)).toBe(text.normalize("NFC"));
});

test("typed text is found", () => {
  expect(includesFolded("José Núñez", "  NUNEZ ")).toBe(true);
  expect(includesFolded("が", "か")).toBe(false);
  expect(includesFolded("anything", "  ")).toBe(true);
  expect(isSameFolded("Café", "cafe")).toBe(true);
});

test.each([
  ["Una crème brûlée", "BRULEE", "brûlée"],
  ["Straße 4", "strasse", "Straße"],
  ["Straße 4", "stras", "Stra"],
  ["👍🏽 o\u0301 la la", "la la", "la la"],
  ["Ｏｒｄｅｒ", "rder", "ｒｄｅｒ"],
  ["wait…", "...", "…"],
  ["wait…", ".", "…"],
  ["№ 4", "n", "№"],
])("in %j, %j is %j", (text, typed, found) => {
  const place = findFolded(text, typed);
  expect(place && text.slice(place.start, place.end)).toContain(found);
});

test("a match lies inside the text, and an absent text is not found", () => {
  expect(findFolded("abc", "x")).toBeNull();
  expect(findFolded("abc", " ")).toBeNull();
  const string = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(string, string, string, (before, typed, after) => {
      const text = before + typed + after;
      const place = findFolded(text, typed);
      if (place === null) return;
      expect(place.start).toBeLessThanOrEqual(place.end);
      expect(place.end).toBeLessThanOrEqual(text.length);
      const found = text.slice(place.start, place.end);
      expect(includesFolded(found, typed)).toBe(true);
    }),
  );
});

test("folding twice changes nothing more", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(foldText(foldText(text))).toBe(foldText(text));
    }),
  );
});

test("an e-mail address may be typed in full width", () => {
  expect(foldEmail(" Ａnna＠Example.com ")).toBe("anna@example.com");
});
