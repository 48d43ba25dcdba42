import { expect, test } from "vitest";
import { filterOf, NO_FILTER, searchOf, countSet } from "./lead-filter.ts";

test("the address holds the filter and the view, and nothing that is not set", () => {
  const filter = { ...NO_FILTER, state: "failed", q: "王 & co" };
  const search = searchOf(filter, "board");
  expect(filterOf(new URLSearchParams(search))).toEqual({
    filter,
    view: "board",
  });
  expect(searchOf(NO_FILTER, "list")).toBe("");
  expect(countSet(filter)).toBe(1);
});

test("an address that a person has changed by hand is read as far as it is valid", () => {
  const search = new URLSearchParams(
    "state=moon&test=yes&contacted=x&view=x&other=1",
  );
  expect(filterOf(search)).toEqual({ filter: NO_FILTER, view: "list" });
});
