import { expect, test } from "vitest";
import type { Message } from "#contract/threads/message.ts";
import { mergeLabels } from "./merge-labels.ts";

const label = (name: string) => ({ id: name, name });
const line = (added: string[], removed: string[]) =>
  ({
    event: {
      type: "labels_changed",
      added: added.map(label),
      removed: removed.map(label),
    },
  }) as unknown as Message;

test.for([
  [
    [["VIP"], []],
    [["Refund"], []],
    [["VIP", "Refund"], []],
  ],
  [
    [["VIP"], []],
    [[], ["Late"]],
    [["VIP"], ["Late"]],
  ],
  [
    [["VIP", "Refund"], []],
    [[], ["VIP"]],
    [["Refund"], []],
  ],
  [
    [[], ["Late"]],
    [["Late", "VIP"], []],
    [["VIP"], []],
  ],
] as const)("%j and %j are %j", ([before, after, both]) => {
  const of = ([added, removed]: readonly [
    readonly string[],
    readonly string[],
  ]) => line([...added], [...removed]);
  expect(mergeLabels(of(before), of(after))).toEqual(of(both));
});

test("what is taken back at once leaves no line; other events are not touched", () => {
  expect(mergeLabels(line(["VIP"], []), line([], ["VIP"]))).toBe("nothing");
  const closed = { event: { type: "closed" } } as Message;
  expect(mergeLabels(closed, line(["VIP"], []))).toBeNull();
  expect(mergeLabels(line(["VIP"], []), closed)).toBeNull();
});
