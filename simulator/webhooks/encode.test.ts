import { expect, test } from "vitest";
import { encodeAscii } from "./encode.ts";

test("writes other letters as lower-case \\u escapes and slashes as \\/", () => {
  expect(encodeAscii({ text: "é 訂 😀 a/b ÿ\u2028" })).toBe(
    String.raw`{"text":"\u00e9 \u8a02 \ud83d\ude00 a\/b \u00ff\u2028"}`,
  );
});

test("what was written is read back as it was", () => {
  const value = {
    ключ: 'quote " backslash \\ tab \t 👩‍👩‍👧',
    n: 1.5,
    list: [null, true],
  };
  expect(JSON.parse(encodeAscii(value))).toEqual(value);
});
