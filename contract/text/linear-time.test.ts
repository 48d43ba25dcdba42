import fs from "node:fs";
import path from "node:path";
import { createContext, Script } from "node:vm";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { isEmojiOnly } from "#components/inbox/text/emoji-only.ts";
import { findLinks } from "#components/inbox/text/find-links.ts";
import { initialsOf } from "#components/ui/marks/avatar.tsx";
import { findFolded, foldText } from "#contract/text/fold.ts";
import { findNumber } from "#contract/text/number-keys.ts";
import { fillText } from "#contract/text/fill-text.ts";
import { chooseLocale } from "#i18n/choose-locale.ts";
import { splitText } from "#contract/channels/rules/split-text.ts";

/*
 * A customer chooses the text that our code reads. These tests check that no
 * such text takes more than linear time. Each expression and each function
 * reads texts that are made to be slow, and is compared with a plain scan of a
 * text of the same length in the same run. Quadratic time is far over the
 * bound; exponential time never ends and is broken off.
 */

const FOLDERS = [
  "app",
  "components",
  "contract",
  "i18n",
  "server",
  "simulator",
];
const MODULE = /(?<!\.test)\.tsx?$/;
const LENGTH = 40_000;
const LENGTHS = [40, LENGTH]; // the short one finds exponential time early
const MAX_RATIO = 2_000;
const ROUNDS = 10;
const TIMEOUT_MS = 30_000;
const TEST_TIMEOUT_MS = 2 * TIMEOUT_MS;

/** Repeated, each of these makes some kind of expression slow. */
const PIECES = [
  ..."aA1 !.?/\\(<[{\"'-_=&%@:;,。「好é\u0301\u200b\t\n",
  ...["😂", "❤️", "🇹🇼", "👍🏽", "1️⃣", "\u200d", "\ud83d", "\n \n", "\r\n"],
  ...["a.", "a-", "a b ", "a@", "../", "www.", "www.a.", "http://", "://"],
  ...["https://a.example/(", "{a}", "<a ", "1.1.", "a:a@", "postgres://a:"],
];
const ENDINGS = ["", " x", "\u0000"];

describe("every regular expression of ours is linear", () => {
  test.each(FOLDERS.flatMap(expressionsIn))(
    "$place $source",
    ({ source, flags }) => {
      const each = new RegExp(source, flags.replace(/[gy]/g, "") + "g");
      // Its own words bring a text further into the expression.
      const words = source.match(/[\w%/:=]{2,}|\p{Script=Han}{2,}/gu) ?? [];
      expectLinear((text) => text.replace(each, ""), [...PIECES, ...words]);
    },
    TEST_TIMEOUT_MS,
  );
});

describe("functions that read the text of strangers are linear", () => {
  const readers: Record<string, (text: string) => unknown> = {
    findLinks,
    isEmojiOnly,
    initialsOf,
    foldText,
    findFolded: (text) => findFolded(text, "typed"),
    findNumber: (text) => findNumber(text, "0912345678"),
    chooseLocale,
    splitText: (text) => splitText(text, 2_000),
    fillText: (text) => fillText(`${text}{a}`, { a: null }),
  };
  test.each(Object.entries(readers))(
    "%s",
    (_, read) => expectLinear(read, PIECES),
    TEST_TIMEOUT_MS,
  );
});

test(
  "quadratic and exponential time are detected",
  { timeout: TEST_TIMEOUT_MS },
  () => {
    // oxlint-disable-next-line regexp/no-super-linear-move -- what the test looks for
    const quadratic = /!+$/;
    // oxlint-disable-next-line regexp/no-dupe-disjunctions -- likewise
    const exponential = /^(?:a|a\b|\w)*$/;
    for (const expression of [quadratic, exponential]) {
      const read = (text: string) => expression.test(text);
      expect(() => expectLinear(read, ["!", "a"], 3_000)).toThrow(/^\d+ × /);
    }
  },
);

function expectLinear(
  read: (text: string) => unknown,
  pieces: readonly string[],
  timeout = TIMEOUT_MS,
): void {
  let now = "";
  sandbox.readAll = () => {
    let bound = MAX_RATIO * fastest(lookThrough);
    for (const piece of pieces) {
      for (const { name, text } of textsOf(piece)) {
        now = name;
        let took = timed(() => read(text));
        // A text that is slow once may be slow because the machine is busy, and the plain scan beside it was not.
        for (let more = 0; took > bound && more < 3; more++) {
          took = fastest(() => read(text), processorTime);
          bound = Math.max(bound, MAX_RATIO * fastest(lookThrough));
        }
        if (took > bound) expect.fail(`${name}: ${took} ms, at most ${bound}`);
      }
    }
  };
  try {
    script.runInContext(sandbox, { timeout });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    expect.fail(`${now}: broken off`);
  }
}

/** The baseline: a plain scan of each character of a text. */
function lookThrough(): number {
  let count = 0;
  for (let at = 0; at < LENGTH; at++) if (PLAIN[at] === "y") count++;
  return count;
}

const PLAIN = "x".repeat(LENGTH);
const texts = new Map<string, { name: string; text: string }[]>();

function textsOf(piece: string): { name: string; text: string }[] {
  const known = texts.get(piece);
  if (known) return known;
  const made = LENGTHS.flatMap((length) =>
    ENDINGS.map((ending) => {
      const count = Math.ceil(length / piece.length);
      return {
        name: `${count} × ${JSON.stringify(piece)}, ${JSON.stringify(ending)}`,
        text: piece.repeat(count) + ending,
      };
    }),
  );
  texts.set(piece, made);
  return made;
}

/** Milliseconds. */
function timed(read: () => unknown): number {
  const start = performance.now();
  read();
  return performance.now() - start;
}

/** Milliseconds that other programs do not lengthen, to a few milliseconds. */
function processorTime(read: () => unknown): number {
  const start = process.threadCpuUsage();
  read();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

function fastest(read: () => unknown, measure = timed): number {
  return Math.min(...Array.from({ length: ROUNDS }, () => measure(read)));
}

type Expression = { place: string; source: string; flags: string };

function expressionsIn(folder: string): Expression[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => MODULE.test(name))
    .flatMap((name) => expressionsOf(path.join(folder, name)));
}

function expressionsOf(file: string): Expression[] {
  const text = fs.readFileSync(file, "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2024, true);
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({
        place: `${file}:${line + 1}`,
        source: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

// Only a script of its own can be stopped in the middle of an expression.
const sandbox: { readAll?: () => void } = createContext({});
const script = new Script("readAll()");
