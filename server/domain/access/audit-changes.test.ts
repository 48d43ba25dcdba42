import { expect, test } from "vitest";
import { changesOf } from "./audit-changes.ts";

const queue = { id: "1", name: "Sales", priority: 0, hours: null };

test("an entry has what was changed and its values before, not what a form repeats", () => {
  const patch = { name: "Sales", priority: 2, hours: { zone: "UTC" } };
  expect(changesOf(queue, patch)).toEqual({
    priority: 2,
    hours: { zone: "UTC" },
    before: { priority: 0, hours: null },
  });
});

test("a field that could not be read has no value before", () => {
  expect(changesOf(queue, { serviceSecret: true, name: undefined })).toEqual({
    serviceSecret: true,
  });
});
