import fc from "fast-check";
import { expect, test } from "vitest";
import { findChainFault, type Handover } from "./overflow-chain.ts";

const hop = (from: string, to: string): Handover => ({
  from: { type: "queue", id: from },
  to: { type: "queue", id: to },
});

test.each<[string, Handover, Handover[], ReturnType<typeof findChainFault>]>([
  ["to itself", hop("a", "a"), [], "loop"],
  ["to one that comes back", hop("a", "b"), [hop("b", "a")], "loop"],
  [
    "into a circle of others",
    hop("a", "b"),
    [hop("b", "c"), hop("c", "b")],
    "loop",
  ],
  [
    "five hand-overs",
    hop("e", "f"),
    [hop("a", "b"), hop("b", "c"), hop("c", "d"), hop("d", "e")],
    null,
  ],
  [
    "six, the change in the middle",
    hop("c", "d"),
    [hop("a", "b"), hop("b", "c"), hop("d", "e"), hop("e", "f"), hop("f", "g")],
    "too_long",
  ],
  [
    "long elsewhere",
    hop("x", "y"),
    [
      hop("a", "b"),
      hop("b", "c"),
      hop("c", "d"),
      hop("d", "e"),
      hop("e", "f"),
      hop("f", "g"),
    ],
    null,
  ],
  [
    "to an agent",
    { from: { type: "queue", id: "a" }, to: { type: "agent", id: "a" } },
    [hop("b", "a")],
    null,
  ],
])("%s", (_name, changed, others, expected) => {
  expect(findChainFault(changed, others)).toBe(expected);
});

test("after any sequence of single saves, no thread overflows more than five times", () => {
  const id = fc.constantFrom(..."abcdefgh");
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id), { maxLength: 30 }), (saves) => {
      const saved = new Map<string, Handover>();
      for (const [from, to] of saves) {
        const others = [...saved.values()].filter(
          (one) => one.from.id !== from,
        );
        const change = hop(from, to);
        if (findChainFault(change, others) === null) saved.set(from, change);
      }
      for (const start of saved.keys()) {
        let hops = 0;
        for (let at = saved.get(start); at; at = saved.get(at.to.id)) hops += 1;
        expect(hops).toBeLessThanOrEqual(5);
      }
    }),
  );
});
