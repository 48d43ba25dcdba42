import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { channelProblems, healthOf, type ProblemCode } from "./problems.ts";

const ROOT = path.join(import.meta.dirname, "../../../..");
const codes = Object.keys(channelProblems) as ProblemCode[];

/** The server's own code without tests, and without the table itself and what only takes problems away. */
function sources(): string[] {
  const found: string[] = [];
  const entries = fs.readdirSync(path.join(ROOT, "server"), {
    recursive: true,
    encoding: "utf8",
  });
  for (const file of entries) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
    if (file.endsWith("channels/problems.ts")) continue;
    if (file.endsWith("channels/update-channel.ts")) continue;
    const text = fs.readFileSync(path.join(ROOT, "server", file), "utf8");
    found.push(text);
  }
  return found;
}

/** `code: "…"`, the value of a table of codes, or a constant that is used as one. */
function isRaisedIn(text: string, code: ProblemCode): boolean {
  return text
    .split("\n")
    .some(
      (line) =>
        line.includes(`"${code}"`) && !/clearProblems|disproves/.test(line),
    );
}

type Words = { problems: Record<string, unknown> };

describe("every problem a page can have", () => {
  const texts = sources();
  const words = ["en", "zh-CN", "zh-TW"].map((locale) => {
    const file = path.join(ROOT, "messages", `${locale}.json`);
    const all = JSON.parse(fs.readFileSync(file, "utf8")) as {
      settings: { channels: Words & { messenger: Words; api: Words } };
    };
    const { problems, messenger, api } = all.settings.channels;
    return { ...problems, ...messenger.problems, ...api.problems };
  });
  for (const code of codes) {
    test(`${code} is raised somewhere, and has words in every language`, () => {
      expect(texts.some((text) => isRaisedIn(text, code))).toBe(true);
      for (const problems of words) {
        expect(problems[code]).toMatchObject({
          message: expect.stringMatching(/\S{2}/) as string,
          fix: expect.stringMatching(/\S{2}/) as string,
        });
      }
    });
  }
});

test("what one refused reply told does not stop the page for everybody, unless it is the credentials", () => {
  const at = new Date().toISOString();
  const learnt = (code: ProblemCode, source: "send" | "token") =>
    healthOf([{ code, source, at, detail: null }]);
  expect(learnt("permission_missing", "send")).toBe("degraded");
  expect(learnt("permission_missing", "token")).toBe("broken");
  expect(learnt("token_dead", "send")).toBe("broken");
});
