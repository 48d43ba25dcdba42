import { expect, test } from "vitest";
import type { Role } from "#contract/people/agent.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { abilitiesOf, takeRefusalOf } from "./abilities.ts";

const ben = { id: "ben", name: "Ben" };

function refusal(over: Partial<Thread>, role: Role = "agent") {
  const thread = {
    owner: null,
    status: "waiting",
    pendingTransfer: null,
    participants: [],
    customer: { block: null },
    readOnly: false,
    ...over,
  } as unknown as Thread;
  const me = { id: "me", role, manages: [] };
  return {
    canTake: abilitiesOf(thread, me).take,
    refusal: takeRefusalOf(thread, me),
  };
}

test.each<[string, Partial<Thread>, Role, unknown]>([
  [
    "a colleague has it",
    { owner: ben, status: "open" },
    "agent",
    { reason: "owned_by_other", name: "Ben" },
  ],
  [
    "asked along, a colleague has it",
    { owner: ben, status: "open", readOnly: true },
    "agent",
    { reason: "owned_by_other", name: "Ben" },
  ],
  [
    "asked along, nobody has it",
    { readOnly: true },
    "agent",
    { reason: "participant_only" },
  ],
  [
    "there is the take-over",
    { owner: ben, status: "open" },
    "supervisor",
    null,
  ],
  ["mine", { owner: { id: "me", name: "Me" }, status: "open" }, "agent", null],
  ["closed: it is reopened", { status: "closed" }, "agent", null],
])("take is out of reach, %s: why", (_, thread, role, expected) => {
  expect(refusal(thread, role)).toEqual({ canTake: false, refusal: expected });
});

test("a customer is blocked once, and by no reviewer", () => {
  const held = (block: unknown) =>
    ({ participants: [], customer: { block } }) as unknown as Thread;
  const acts = (thread: Thread, role: Role) => {
    const { block, unblock } = abilitiesOf(thread, {
      id: "me",
      role,
      manages: [],
    });
    return { block, unblock };
  };
  expect(acts(held(null), "agent")).toEqual({ block: true, unblock: false });
  expect(acts(held({}), "agent")).toEqual({ block: false, unblock: true });
  expect(acts(held(null), "reviewer")).toEqual({
    block: false,
    unblock: false,
  });
});

test("a waiting thread can be taken, and no reason is shown", () => {
  expect(refusal({})).toEqual({ canTake: true, refusal: null });
});

test("a queue's manager acts on its threads, like a supervisor, and on no others", () => {
  const held = (id: string) =>
    ({
      owner: ben,
      status: "open",
      pendingTransfer: null,
      participants: [],
      customer: { block: null },
      readOnly: false,
      routedTo: { type: "queue", id },
    }) as unknown as Thread;
  const me = { id: "me", role: "agent" as const, manages: ["sales"] };
  expect(abilitiesOf(held("sales"), me)).toMatchObject({
    takeOver: true,
    transfer: true,
    release: true,
    close: true,
  });
  expect(abilitiesOf(held("support"), me)).toMatchObject({
    takeOver: false,
    transfer: false,
    release: false,
    close: false,
  });
});

test.each<[string, Partial<Thread>, Role, boolean]>([
  ["the owner", { owner: { id: "me", name: "Me" } }, "agent", true],
  ["an agent, of an unowned thread", {}, "agent", true],
  ["another agent", { owner: ben }, "agent", false],
  ["a reviewer who does not own the thread", { owner: ben }, "reviewer", false],
  ["a participant", { owner: ben, readOnly: true }, "agent", false],
  ["a supervisor", { owner: ben }, "supervisor", true],
])(
  "%s may retry a failed message: as the server decides",
  (_, over, role, may) => {
    const thread = {
      owner: null,
      status: "open",
      pendingTransfer: null,
      participants: [],
      customer: { block: null },
      readOnly: false,
      ...over,
    } as unknown as Thread;
    expect(abilitiesOf(thread, { id: "me", role, manages: [] }).retry).toBe(
      may,
    );
  },
);
