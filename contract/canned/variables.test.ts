import { expect, test } from "vitest";
import { fillVariables, variablesIn, type VariableValue } from "./variables.ts";

const formats = { language: "en-US", timeZone: "UTC" };
const fill = (text: string, values: Record<string, VariableValue> = {}) =>
  fillVariables(text, values, formats);

test("a known variable is filled in, an unknown one stays and is named once", () => {
  expect(
    fill("Hi {{customer.name}}, {{ queue.name }} and {{queue.name}} {{oops}}", {
      "customer.name": "Ada",
      "queue.name": null,
    }),
  ).toEqual({
    text: "Hi Ada, {{ queue.name }} and {{queue.name}} {{oops}}",
    missing: ["queue.name", "oops"],
  });
});

test("filters: a default, a date in the reader's language, upper case", () => {
  const now = new Date("2026-11-29T23:30:00Z");
  expect(
    fillVariables(
      '{{customer.firstName | default:"there"}} · {{now | date:"short"}} · {{now}} · {{agent.name | upper}}',
      { now: { at: now, hasTime: false }, "agent.name": "Li" },
      { language: "zh-TW", timeZone: "+08:00" },
    ).text,
  ).toBe("there · 2026/11/30 · 2026年11月30日 · LI");
});

test("an opening time has its clock, in the zone and language of the reader", () => {
  const values = {
    "office.nextOpen": { at: new Date("2026-12-01T01:00:00Z"), hasTime: true },
  };
  const text = '{{office.nextOpen}} · {{office.nextOpen | date:"short"}}';
  const formats = { language: "zh-TW", timeZone: "+08:00" };
  const filled = fillVariables(text, values, formats).text;
  // Intl writes some spaces as narrow ones.
  expect(filled.replaceAll(/\s/g, " ")).toBe(
    "2026年12月1日 上午9:00 · 2026/12/1 上午9:00",
  );
});

test("a value is data: it is never expanded, and turns no text around", () => {
  const { text, missing } = fill("{{customer.name}} {{agent.name}}", {
    "customer.name": "{{agent.name}}",
    "agent.name": "A\u202Eb\u0000",
  });
  expect(text).toBe("{agent.name}} A b");
  expect(missing).toEqual([]);
});

test("inherited members are no values", () => {
  expect(fill("{{constructor}} {{toString}}").missing).toEqual([
    "constructor",
    "toString",
  ]);
});

test("what only looks like a variable is text", () => {
  const text = "{{ 1 + 1 }} {{}} { {a} } {{a\nb}} {{{a}}";
  expect(fill(text)).toEqual({ text, missing: ["a"] });
  expect(variablesIn("{{a.b}} {{ 7 }} {{c | upper}}")).toEqual([
    "{{a.b}}",
    "{{c | upper}}",
  ]);
});

test("a hostile text takes linear time", () => {
  const text = "{{".repeat(50_000) + "a|".repeat(50_000) + "}}";
  expect(variablesIn(text)).toEqual([]);
});
