import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { VERBS } from "#scripts/admin/verbs.ts";

/** The documents name commands, files and pages that exist. */

const root = path.resolve(import.meta.dirname, "..");
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...fs
    .readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join("docs", name)),
];
const { scripts } = JSON.parse(
  fs.readFileSync(path.join(root, "package.json"), "utf8"),
) as { scripts: Record<string, string> };

/** Every match in every document, with its place. */
function found(pattern: RegExp): { name: string; groups: string[] }[] {
  return documents.flatMap((name) => {
    const text = fs.readFileSync(path.join(root, name), "utf8");
    return [...text.matchAll(pattern)].map((match) => ({
      name,
      groups: match.slice(1).map((group) => group ?? ""),
    }));
  });
}

test("each npm command of the documents is there", () => {
  const named = found(/\bnpm run (?:--silent )?([\w:]+)/g);
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter(({ groups: [script = ""] }) => !scripts[script])).toEqual(
    [],
  );
});

test("each command of the unit's tool and of the unpacked archive is there", () => {
  const named = [
    ...found(/^ *parley ([a-z]+)\b/gm),
    ...found(/`parley ([a-z]+)/g),
    ...found(/scripts\/bootstrap\.mjs ([\w:]+)/g),
  ];
  expect(named.length).toBeGreaterThan(15);
  const known = Object.values(scripts).join("\n");
  expect(
    named.filter(
      ({ groups: [verb = ""] }) => !known.includes(`bootstrap.mjs ${verb}`),
    ),
  ).toEqual([]);
});

test("each command of admin has its noun, verb and flags", () => {
  const named = found(
    /(?:npm run (?:--silent )?admin --|parley admin) ([a-z]+ [a-z-]+)((?: +--[a-z-]+(?: [^-\s`]+)?)*)/g,
  );
  expect(named.length).toBeGreaterThan(8);
  for (const { name, groups } of named) {
    const [verb = "", flags = ""] = groups;
    const known = VERBS[verb];
    expect(known, `${name}: ${verb}`).toBeDefined();
    const given = [...flags.matchAll(/--([a-z-]+)/g)].map(([, flag]) => flag);
    expect(
      ["json", ...(known?.flags ?? []), ...(known?.switches ?? [])],
      name,
    ).toEqual(expect.arrayContaining(given));
  }
});

test("each link to another file of the repository leads to one", () => {
  const links = found(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g);
  expect(links.length).toBeGreaterThan(30);
  expect(
    links.filter(
      ({ name, groups: [target = ""] }) =>
        !fs.existsSync(path.resolve(root, path.dirname(name), target)),
    ),
  ).toEqual([]);
});

test("each program, unit and example below deploy/ that a page of operating names is there", () => {
  const named = found(/(?<![\w/])((?:deploy|scripts|server|e2e)\/[\w./-]+\w)/g)
    .filter(({ name }) => name.startsWith(path.join("docs", "operating")))
    .map(({ name, groups: [file = ""] }) => ({ name, file }));
  expect(named.length).toBeGreaterThan(10);
  const isThere = (file: string) =>
    [file, `${file}.ts`].some((each) => fs.existsSync(path.join(root, each)));
  expect(named.filter(({ file }) => !isThere(file))).toEqual([]);
});
