import { expect, test } from "vitest";
import type { ServiceReply } from "#contract/routing/routing-service.ts";
import { advise } from "./advise.ts";
import type { Candidate } from "./eligible.ts";
import type { Selection } from "./select.ts";

function candidate(agentId: string): Candidate {
  return {
    agentId,
    name: agentId,
    disabled: false,
    mayOwn: true,
    presence: "available",
    connected: true,
    capacity: 10,
    load: 0,
    queueLoad: 0,
    channelLoad: 0,
    wrapUpUntil: null,
    lastAssignedAt: null,
    handedDown: 0,
    member: null,
  };
}

/** The queue's own selection offers to `a`. `gone` is no longer eligible since the service was asked. */
const own: Selection = {
  kind: "offer",
  agentIds: ["a"],
  eligible: ["a", "b", "c"].map(candidate),
  excluded: [{ agentId: "gone", name: "gone", reason: "at_capacity" }],
};
const eligibleIds = new Set(["a", "b", "c", "gone"]);
const named = (...agentIds: string[]): ServiceReply => ({
  kind: "named",
  agentIds,
});

test.each<[string, ServiceReply, string, string[]]>([
  ["one", named("b"), "chosen", ["b"]],
  ["several, in its order", named("c", "b"), "chosen", ["c", "b"]],
  ["one twice", named("b", "b"), "chosen", ["b"]],
  ["one of them is taken", named("gone", "c"), "chosen", ["c"]],
  ["all of them are", named("gone"), "too_late", ["a"]],
  ["nobody", named(), "named_nobody", ["a"]],
  ["a stranger", named("x"), "not_eligible", ["a"]],
  ["a stranger among others", named("b", "x"), "not_eligible", ["a"]],
  ["late", { kind: "failed", outcome: "timeout" }, "timeout", ["a"]],
  ["nonsense", { kind: "failed", outcome: "bad_answer" }, "bad_answer", ["a"]],
])("it names %s", (_, reply, outcome, asked) => {
  const advised = advise(own, { round: 1, eligibleIds, reply });
  expect(advised.outcome).toBe(outcome);
  expect(advised.selection).toEqual({ ...own, agentIds: asked });
});

test("no one is eligible any more: the thread waits, whatever agents were named", () => {
  const held: Selection = {
    kind: "hold",
    reason: "nobody_eligible",
    eligible: [],
    excluded: own.excluded,
  };
  const reply = named("b");
  expect(advise(held, { round: 1, eligibleIds, reply })).toEqual({
    selection: held,
    outcome: "too_late",
  });
});
