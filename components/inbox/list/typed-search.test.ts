import { expect, test } from "vitest";
import { asksForMessages, readTyped, writeTyped } from "./typed-search.ts";

const names = {
  me: "me-id",
  agents: [
    { id: "a1", name: "Sofia Marín" },
    { id: "a2", name: "Priya" },
    { id: "a3", name: "Priya Raman" },
    { id: "a4", name: "林志偉" },
  ],
  channels: [{ id: "c1", name: "Tea shop" }],
};
const read = (typed: string) => readTyped(typed, names);

test.each([
  ["refund", { q: "refund" }],
  ["refund from:customer", { q: "refund", from: "customer" }],
  ["From:me  invoice has:file", { q: "invoice", from: "me-id", has: "file" }],
  ['from:"sofia marin" refund', { q: "refund", from: "a1" }],
  ["from:sofia", { q: "", from: "a1" }],
  ["from:priya x", { q: "x", from: "a2" }],
  ["from：林志偉 退款", { q: "退款", from: "a4" }],
  ["in:“Tea shop” cup", { q: "cup", channel: "c1" }],
  [
    "cup after:2026-11-01 before:2026-12-01",
    { q: "cup", after: "2026-11-01", before: "2026-12-01" },
  ],
])("%j asks for %o", (typed, wanted) => {
  expect(read(typed)).toEqual(wanted);
});

test.each([
  "from:nobody",
  "from:pri",
  "in:elsewhere",
  "has:link",
  "after:monday",
  "after:2026-13-45",
  "https://shop.example/in:out",
  "sign-in:now",
  "12:30",
])("%j is a word to search for", (typed) => {
  expect(read(typed)).toEqual({ q: typed });
});

test("a filter is set, replaced and removed in what was typed", () => {
  const typed = writeTyped("refund", "from", "Sofia Marín");
  expect(typed).toBe('refund from:"Sofia Marín"');
  const other = writeTyped(typed, "from", "customer");
  expect(other).toBe("refund from:customer");
  expect(writeTyped(other, "has", "file")).toBe(
    "refund from:customer has:file",
  );
  expect(writeTyped(other, "from", null)).toBe("refund");
  expect(read(typed)).toEqual({ q: "refund", from: "a1" });
});

test("only a channel leaves conversations among what is sought", () => {
  expect(asksForMessages(read("cup in:tea"))).toBe(false);
  expect(asksForMessages(read("cup has:file"))).toBe(true);
});
