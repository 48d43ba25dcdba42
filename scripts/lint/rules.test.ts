import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";

const CONFIG = ".oxlintrc.json";
const reportSchema = z.object({
  diagnostics: z.array(
    z.object({ code: z.string().optional(), filename: z.string() }),
  ),
});

/** Code that breaks a rule, by the rule's name. Each is a module of its own. */
const BAD: Record<string, string> = {
  "no-array-constructor": "export const list = new Array(1, 2);",
  "no-console": "console.log(1);",
  "no-unused-expressions": "export const f = (a: number) => { a + 1; };",
  "no-unused-vars": "const left = 1;",
  "no-var": "export var old = 1;",
  "prefer-const": "let one = 1; export const two = one;",
  "prefer-rest-params": "export function f() { return arguments; }",
  "prefer-spread":
    "declare const f: (...n: number[]) => void, list: number[]; f.apply(undefined, list);",
  "regexp/no-dupe-disjunctions": "export const r = /^(?:a|a\\b|\\w)*$/;",
  "regexp/no-super-linear-backtracking": "export const r = /^(a+)+$/;",
  "regexp/no-super-linear-move": "export const r = /!+$/;",
  "typescript/await-thenable": "await 1;",
  "typescript/ban-ts-comment":
    "// @ts-ignore\nexport const one: number = 'one';",
  "typescript/consistent-type-imports":
    "import { Stats } from 'node:fs'; export type S = Stats;",
  "typescript/no-array-delete": "declare const list: number[]; delete list[0];",
  "typescript/no-base-to-string": "export const text = String({});",
  "typescript/no-duplicate-enum-values": "export enum E { A = 1, B = 1 }",
  "typescript/no-duplicate-type-constituents":
    "export type T = string | string;",
  "typescript/no-empty-object-type": "export type T = {};",
  "typescript/no-explicit-any": "export type T = any;",
  "typescript/no-extra-non-null-assertion":
    "export const f = (a: { b?: string } | null) => a!!.b;",
  "typescript/no-floating-promises":
    "declare const f: () => Promise<void>; f();",
  "typescript/no-for-in-array":
    "declare const list: string[]; for (const i in list) void i;",
  "typescript/no-implied-eval": "setTimeout('1', 1);",
  "typescript/no-import-type-side-effects":
    "import { type Stats } from 'node:fs'; export type S = Stats;",
  "typescript/no-misused-new": "export interface I { new (): I }",
  "typescript/no-misused-promises":
    "declare const p: Promise<boolean>; if (p) void 0;",
  "typescript/no-namespace": "export namespace N { export const a = 1; }",
  "typescript/no-non-null-asserted-optional-chain":
    "declare const a: { b: string } | undefined; export const c = a?.b!;",
  "typescript/no-redundant-type-constituents":
    "export type T = unknown | string;",
  "typescript/no-require-imports": "export const fs = require('node:fs');",
  "typescript/no-this-alias":
    "export function f(this: object) { const self = this; return self; }",
  "typescript/no-unnecessary-type-assertion":
    "declare const a: string; export const b = a as string;",
  "typescript/no-unnecessary-type-constraint":
    "export const f = <T extends unknown>(a: T): T => a;",
  "typescript/no-unsafe-argument":
    "declare const f: (a: string) => void; f(JSON.parse('1'));",
  "typescript/no-unsafe-assignment": "export const a = JSON.parse('1');",
  "typescript/no-unsafe-call": "JSON.parse('1')();",
  "typescript/no-unsafe-declaration-merging":
    "export interface A { a: string } export class A {}",
  "typescript/no-unsafe-enum-comparison":
    "enum E { A = 1 } export const f = (e: E) => e === 1;",
  "typescript/no-unsafe-function-type": "export type T = Function;",
  "typescript/no-unsafe-member-access":
    "export const a: unknown = JSON.parse('1').a;",
  "typescript/no-unsafe-return": "export const f = () => JSON.parse('1');",
  "typescript/no-unsafe-unary-minus": "declare const a: string; void -a;",
  "typescript/no-wrapper-object-types": "export type T = String;",
  "typescript/only-throw-error": "throw 'words';",
  "typescript/prefer-as-const": "export const a = 'b' as 'b';",
  "typescript/prefer-namespace-keyword": "declare module M {}",
  "typescript/prefer-promise-reject-errors":
    "export const p = Promise.reject('words');",
  "typescript/restrict-plus-operands":
    "export const f = (a: number, b: string[]) => a + b;",
  "typescript/restrict-template-expressions":
    "export const f = (a: object) => `${a}`;",
  "typescript/switch-exhaustiveness-check":
    "export function f(a: 'b' | 'c') { switch (a) { case 'b': return 1; } return 2; }",
  "typescript/triple-slash-reference":
    "/// <reference path='./other.d.ts' />\nexport {};",
};

/** Code of a place where a rule of ours, or a narrower one, holds; and what it says there. */
const PLACES: Record<string, { code: string; found: string[] }> = {
  "components/link.tsx": {
    code: "import Link from 'next/link'; export const L = Link;",
    found: ["no-restricted-imports"],
  },
  "components/auth/link.tsx": {
    code: "import Link from 'next/link'; export const L = Link;",
    found: [],
  },
  "contract/some-requests.ts": {
    code: "declare const z: { string(): { min(n: number): string; regex(r: RegExp): string } }; export const a = z.string().min(1); export const b = z.string().regex(/a/);",
    found: ["parley/text-has-a-type"],
  },
  "contract/some.ts": {
    code: "declare const z: { string(): string }; export const a = z.string();",
    found: [],
  },
  "server/cut.ts": {
    code: "const MAX = 9; declare const text: string; export const a = text.slice(0, MAX);",
    found: ["parley/whole-characters"],
  },
  "server/cut-maybe.ts": {
    code: "const MAX = 9; declare const text: string | undefined; export const a = text?.slice(-MAX);",
    found: ["parley/whole-characters"],
  },
  "server/cut-list.ts": {
    code: "const MAX = 9; declare const list: string[]; declare const at: number; export const a = list.slice(0, MAX); export const b = a.join().slice(0, at);",
    found: [],
  },
  "server/test-cut.ts": {
    code: "const MAX = 9; declare const text: string; export const a = text.slice(0, MAX);",
    found: [],
  },
  "server/mixed.ts": sql(
    "sql.$queryRaw`select 1`, tx.agent.update({})",
    "parley/one-way-to-data",
  ),
  "server/mixed-deeper.ts": sql(
    "sql.$queryRaw`select 1`, db.prisma.apiToken.findMany()",
    "parley/one-way-to-data",
  ),
  "server/only-models.ts": sql(
    "tx.agent.update({}), db.prisma.apiToken.findMany()",
  ),
  "server/only-sql.ts": sql(
    "sql.$queryRaw`select 1`, ids.delete(1), files.count(), x.y.find()",
  ),
  "server/sql-on-client.ts": sql(
    "db.prisma.$queryRaw`select 1`",
    "parley/one-way-to-data",
  ),
  "server/sql-on-prisma.ts": sql(
    "prisma.$executeRaw`select 1`",
    "parley/one-way-to-data",
  ),
  "server/pool.ts": sql("db.pool.query('select 1')", "parley/one-way-to-data"),
  "server/pool-bound.ts": sql(
    "pool.query.bind(pool)",
    "parley/one-way-to-data",
  ),
  "server/live/fan-out.ts": sql("db.pool.query('select 1')"),
  "server/db/door.ts": sql("db.pool.query('select 1')"),
  "scripts/program.ts": { code: "console.log(1);", found: [] },
  "scripts/plain.mjs": {
    code: "const left = 1; export const r = /!+$/;",
    found: ["no-unused-vars", "regexp/no-super-linear-move"],
  },
  "server/plain.mjs": { code: "console.log(1);", found: ["no-console"] },
  "server/needless.ts": {
    code: "// oxlint-disable-next-line no-console\nexport const a = 1;",
    found: ["unused directive"],
  },
};

let found: Map<string, string[]>;

beforeAll(() => {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "parley-lint-"));
  // Above the project: oxlint follows links inside of it.
  fs.symlinkSync(
    path.resolve("node_modules"),
    path.join(scratch, "node_modules"),
  );
  const project = path.join(scratch, "project");
  for (const file of [
    CONFIG,
    "package.json",
    "prisma/schema.prisma",
    "scripts/lint",
    "tsconfig.json",
  ])
    fs.cpSync(file, path.join(project, file), { recursive: true });
  const write = (file: string, code: string) => {
    fs.mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    // A module, lest the names of one are those of all.
    fs.writeFileSync(path.join(project, file), `${code}\nexport {};\n`);
  };
  for (const [rule, code] of Object.entries(BAD)) write(fileOf(rule), code);
  for (const [file, { code }] of Object.entries(PLACES)) write(file, code);
  found = lint(project);
  fs.rmSync(scratch, { recursive: true });
}, 120_000);

test("every rule of the configuration has a sample here", () => {
  const samples = new Set([
    ...Object.keys(BAD),
    ...Object.values(PLACES).flatMap((place) => place.found),
  ]);
  const rules = rulesOfConfig();
  expect(rules.length).toBeGreaterThan(50);
  expect(rules.filter((rule) => !samples.has(rule))).toEqual([]);
});

test.each(Object.keys(BAD))("%s refuses its bad sample", (rule) => {
  expect(found.get(fileOf(rule))).toContain(rule);
});

test.each(Object.entries(PLACES))("in %s", (file, place) => {
  expect(found.get(file) ?? []).toEqual(place.found);
});

/** A module that evaluates the expressions, and what the rules say of it. */
function sql(expressions: string, ...rules: string[]) {
  const names = ["sql", "tx", "db", "ids", "files", "x", "prisma", "pool"];
  const declared = names.map((name) => `export declare const ${name}: Loose;`);
  return {
    code: `type Loose = ((...args: unknown[]) => Loose) & { [name: string]: Loose };\n${declared.join("\n")}\nexport const all = [${expressions}];`,
    found: rules,
  };
}

function fileOf(rule: string): string {
  return `bad/${rule.replace("/", "-")}.ts`;
}

/** The rules that a run reports, by file. */
function lint(folder: string): Map<string, string[]> {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [path.resolve("node_modules/oxlint/bin/oxlint"), "--format=json"],
    { cwd: folder, encoding: "utf8" },
  );
  expect(stderr).toBe("");
  const byFile = new Map<string, string[]>();
  for (const { filename, code } of reportSchema.parse(JSON.parse(stdout))
    .diagnostics)
    byFile.set(filename, [
      ...(byFile.get(filename) ?? []),
      code ? nameOf(code) : "unused directive",
    ]);
  for (const rules of byFile.values()) rules.sort();
  return byFile;
}

/** `typescript(no-namespace)` as the configuration names it. */
function nameOf(code: string): string {
  const [, scope, rule] = /^([^(]+)\(([^)]+)\)$/.exec(code) ?? [];
  return scope === "eslint" ? `${rule}` : `${scope}/${rule}`;
}

function rulesOfConfig(): string[] {
  const text = fs.readFileSync(CONFIG, "utf8");
  const rules = text.matchAll(/"([a-z][/a-z-]*)": (?:\[\s*)?"error"/g);
  return Array.from(rules, ([, name]) => String(name));
}
