import { describe, expect, test } from "vitest";
import { asId, asText, asTime, parseJson } from "./json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("parseJson", () => {
  test("keeps long integers digit for digit, and leaves the rest alone", () => {
    const text = `{"id":12345678901234567890,"min":-9007199254740993,
      "safe":9007199254740991,"part":1.25,"big":1.5e300,"text":"12345678901234567890"}`;
    expect(parseJson(bytes(text))).toEqual({
      ok: true,
      value: {
        id: "12345678901234567890",
        min: "-9007199254740993",
        safe: 9007199254740991,
        part: 1.25,
        big: 1.5e300,
        text: "12345678901234567890",
      },
    });
  });

  test("escapes, emoji and a byte order mark are read", () => {
    const text = String.raw`{"t":"caf\u00e9 \ud83d\ude42 \/"}`;
    expect(parseJson(bytes(`\ufeff${text}`))).toEqual({
      ok: true,
      value: { t: "café 🙂 /" },
    });
  });

  test.each(["", "{", "<html>", "undefined", '{"a":1}}'])(
    "%j is not JSON",
    (text) => {
      expect(parseJson(bytes(text))).toEqual({ ok: false });
    },
  );

  test("bytes that are not UTF-8 do not throw", () => {
    expect(parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({
      ok: true,
      value: "\ufffd",
    });
  });

  test("nesting beyond every stack does not throw", () => {
    const depth = 1_000_000;
    const text = `[12345678901234567890,${"[".repeat(depth)}${"]".repeat(depth)}]`;
    expect(() => parseJson(bytes(text))).not.toThrow();
  });
});

test.each([
  [1793200001, "2026-10-28T15:06:41.000Z"],
  ["1793200001", "2026-10-28T15:06:41.000Z"],
  [1793200001123, "2026-10-28T15:06:41.123Z"],
  ["1793200001123", "2026-10-28T15:06:41.123Z"],
  ["2026-10-02T08:49:14+0000", "2026-10-02T08:49:14.000Z"],
  [0, undefined],
  [-5, undefined],
  [1e20, undefined],
  ["soon", undefined],
  ["", undefined],
  [null, undefined],
  [{}, undefined],
])("the time %j is %s", (value, expected) => {
  expect(asTime(value)?.toISOString()).toBe(expected);
});

test("text loses characters that a database refuses, an id is short", () => {
  expect(asText("a\0b\ud83d")).toBe("ab\ufffd");
  expect(asText("")).toBeNull();
  expect(asText(12)).toBe("12");
  expect(asText(Number.NaN)).toBeNull();
  expect(asId("x".repeat(501))).toBeNull();
  expect(asId(" 42 ")).toBe("42");
});
