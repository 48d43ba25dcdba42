import fc from "fast-check";
import { expect, test } from "vitest";
import { walkBatch } from "#server/channels/meta/batch.ts";

test("every item of every entry, in order, with its place", () => {
  const places = walkBatch({
    object: "page",
    entry: [
      {
        id: 1,
        messaging: [{}, {}],
        standby: [{}],
        changes: [{ field: "feed", value: {} }],
      },
      { id: "2", field: "comments", value: {} },
      { id: "3", messaging: { single: true } },
    ],
  }).map((item) => item.path);
  expect(places).toEqual([
    "entry[0].messaging[0]",
    "entry[0].messaging[1]",
    "entry[0].standby[0]",
    "entry[0].changes[0]",
    "entry[1]",
    "entry[2].messaging[0]",
  ]);
});

test("ids are text, and the field is named", () => {
  expect(
    walkBatch({
      object: "page",
      entry: [{ id: 7, changes: [{ field: "feed", value: { a: 1 } }] }],
    }),
  ).toEqual([
    {
      path: "entry[0].changes[0]",
      object: "page",
      entryId: "7",
      via: "changes",
      field: "feed",
      body: { a: 1 },
    },
  ]);
});

test.each([
  [null, "not_an_object"],
  [[], "not_an_object"],
  [{}, "no_entries"],
  [{ entry: [] }, "no_entries"],
  [{ entry: [5] }, "entry_not_an_object"],
  [{ entry: [{ id: 1 }] }, "entry_without_items"],
  [{ entry: [{ messaging: ["x"] }] }, "item_not_an_object"],
  [{ entry: [{ changes: ["x"] }] }, "change_not_an_object"],
  [{ entry: [{ changes: [{ field: "messages" }] }] }, "no_value:messages"],
])("%j is reported as %s", (delivery, broken) => {
  expect(walkBatch(delivery)).toMatchObject([{ broken }]);
});

test("any JSON value is walked", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(walkBatch({ object: value, entry: value }).length).toBeGreaterThan(
        0,
      );
    }),
  );
});
