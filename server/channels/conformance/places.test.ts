import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { CHANNEL_KINDS } from "#contract/channels/rules/channel-rules.ts";

/**
 * The places that a new kind of channel touches, and all that names one: everything else that
 * must tell kinds apart asks the kind's definition (contract/channels/rules/rules.ts)
 * or its methods (server/channels/channel.ts).
 */
const PLACES: Record<string, RegExp> = {
  "its folder, fixtures and vendor’s answers among it":
    /^server\/channels\/(\w+)\//,
  "its line in the registry": /^server\/channels\/registry\.ts$/,
  "its definition and rules": /^contract\/channels\/rules\/(\w+)\.ts$/,
  "its line among the definitions":
    /^contract\/channels\/rules\/channel-rules\.ts$/,
  "what is asked for when it is connected":
    /^contract\/channels\/channel-requests\.ts$/,
  "how it is connected":
    /^server\/domain\/channels\/connect\/connect-(\w+)\.ts$/,
  "the line that leads there":
    /^server\/domain\/channels\/connect\/create-channel\.ts$/,
  "its form":
    /^components\/settings\/channels\/(?:connect-)?([a-z]+)(?:-[a-z-]+)?\.tsx$/,
  "the line that leads to the form":
    /^components\/settings\/channels\/connect-channel\.tsx$/,
  "the line that leads to what the other side needs":
    /^components\/settings\/channels\/addresses-card\.tsx$/,
  "the message of our own, which some kind must bring":
    /^server\/pipeline\/jobs\/synthetic-check\.ts$/,
  "demo, measurements and film":
    /^(?:prisma\/demo|bench|scripts\/screencast)\/[\w/-]+\.ts$/,
};

/** Folders that vendors of several kinds share, or that stand in for a vendor. */
const BESIDE = [
  /^server\/channels\/(common|meta|conformance)\//,
  /^simulator\//,
  /\.test\.tsx?$/,
  /\/test-[\w-]+\.tsx?$/,
];
const ROOT = path.resolve(import.meta.dirname, "../../..");
const SOURCES =
  "{app,bench,components,contract,i18n,prisma,scripts,server,simulator}/**/*.{ts,tsx,mjs}";
const TEST_KIND = "telex";
const COMMENT = /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|^[ \t]*\/\/.*$/gm;

const sources = globSync(SOURCES, { cwd: ROOT })
  .map((file) => file.split(path.sep).join("/"))
  .filter((file) => !BESIDE.some((beside) => beside.test(file)))
  .map((file) => {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    return { file, text: text.replaceAll(COMMENT, "") };
  });

/** A literal, a file of the kind's, a member, or a name that is made of the kind's. */
function naming(kind: string): RegExp {
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  return new RegExp(
    [
      `["'\`]${kind}["'\`]`,
      `channels/(connect-)?${kind}[-./][^"']*["']`,
      `(?<!settings\\.)\\b(channels|kinds|rules|definitions)\\.${kind}\\b`,
      `\\b\\w*(${title}Channel|Connect${title}|Create${title})\\w*`,
      `\\b${kind}(Rules|Kind|Channel)\\b`,
    ].join("|"),
  );
}

function filesNaming(kind: string): string[] {
  const name = naming(kind);
  return sources
    .filter(({ file, text }) => name.test(text) || belongsTo(file, kind))
    .map(({ file }) => file);
}

function belongsTo(file: string, kind: string): boolean {
  return file.startsWith(`server/channels/${kind}/`);
}

/** Null: in none, or in another kind's. */
function placeOf(file: string, kind: string): string | null {
  for (const [place, pattern] of Object.entries(PLACES)) {
    const [found, owner = kind] = pattern.exec(file) ?? [];
    if (found !== undefined && owner === kind) return place;
  }
  return null;
}

test.each(CHANNEL_KINDS)(
  "%s is named in its places and nowhere else",
  (kind) => {
    const files = filesNaming(kind);
    expect(files.filter((file) => placeOf(file, kind) === null)).toEqual([]);
    expect(files.some((file) => belongsTo(file, kind))).toBe(true);
  },
);

test("each place is one that kinds are named in", () => {
  const used = CHANNEL_KINDS.flatMap((kind) =>
    filesNaming(kind).map((file) => placeOf(file, kind)),
  );
  for (const place of Object.keys(PLACES)) expect(used).toContain(place);
});

test("the product runs a kind that nothing outside the tests names", () => {
  expect(filesNaming(TEST_KIND)).toEqual([]);
});

test.each(["en", "zh-CN", "zh-TW"])(
  "%s has words for each kind in four places",
  (language) => {
    const file = path.join(ROOT, "messages", `${language}.json`);
    const words = JSON.parse(readFileSync(file, "utf8")) as unknown;
    const found = membersOf(words).filter((place) =>
      CHANNEL_KINDS.some((kind) => place.split(".").includes(kind)),
    );
    const kinds = `(${CHANNEL_KINDS.join("|")})`;
    const places = new RegExp(
      `^(channelKinds\\.${kinds}|settings\\.channels\\.kindHints\\.${kinds}|settings\\.channels\\.${kinds}(\\..+)?|kindWords\\.${kinds}\\..+)$`,
    );
    expect(found.filter((place) => !places.test(place))).toEqual([]);
    for (const kind of CHANNEL_KINDS) {
      expect(found).toContain(`channelKinds.${kind}`);
      expect(found).toContain(`settings.channels.kindHints.${kind}`);
    }
  },
);

function membersOf(value: unknown, place: string[] = []): string[] {
  if (typeof value !== "object" || value === null) return [place.join(".")];
  return Object.entries(value).flatMap(([name, inner]) =>
    membersOf(inner, [...place, name]),
  );
}
