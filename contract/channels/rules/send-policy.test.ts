import { describe, expect, test } from "vitest";
import { rulesOf } from "./channel-rules.ts";
import { sendErrors } from "./send-errors.ts";
import { replyWindow, sendPolicy } from "./send-policy.ts";
import type { SendPolicyInput } from "./send-policy.ts";

const rules = rulesOf("messenger");
const NOW = new Date("2026-11-20T12:00:00.000Z");
const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Case = [
  age: number | null,
  author: SendPolicyInput["authorKind"],
  granted: boolean,
  expected: string,
];

// Age of the customer's last act in milliseconds; null: they never wrote.
const cases: Case[] = [
  [null, "person", true, "never_wrote"],
  [null, "person", false, "never_wrote"],
  [null, "program", true, "never_wrote"],
  [null, "program", false, "never_wrote"],
  [0, "person", true, "standard"],
  [0, "person", false, "standard"],
  [0, "program", true, "standard"],
  [0, "program", false, "standard"],
  [-SECOND_MS, "program", false, "standard"],
  [DAY_MS - 1, "person", true, "standard"],
  [DAY_MS - 1, "person", false, "standard"],
  [DAY_MS - 1, "program", true, "standard"],
  [DAY_MS - 1, "program", false, "standard"],
  [DAY_MS, "person", true, "human_agent"],
  [DAY_MS, "person", false, "human_agent_not_granted"],
  [DAY_MS, "program", true, "program_outside_window"],
  [DAY_MS, "program", false, "program_outside_window"],
  [DAY_MS + 1, "person", true, "human_agent"],
  [3 * DAY_MS, "person", true, "human_agent"],
  [3 * DAY_MS, "person", false, "human_agent_not_granted"],
  [3 * DAY_MS, "program", true, "program_outside_window"],
  [7 * DAY_MS - 1, "person", true, "human_agent"],
  [7 * DAY_MS - 1, "person", false, "human_agent_not_granted"],
  [7 * DAY_MS - 1, "program", true, "program_outside_window"],
  [7 * DAY_MS, "person", true, "window_closed"],
  [7 * DAY_MS, "person", false, "window_closed"],
  [7 * DAY_MS, "program", true, "program_outside_window"],
  [7 * DAY_MS + 1, "person", true, "window_closed"],
  [400 * DAY_MS, "person", true, "window_closed"],
  [400 * DAY_MS, "program", false, "program_outside_window"],
];

function outcome(input: Partial<SendPolicyInput>): string {
  const policy = sendPolicy({
    authorKind: "person",
    lastCustomerAt: NOW,
    now: NOW,
    humanAgentGranted: true,
    rules,
    ...input,
  });
  return policy.kind === "refuse" ? policy.reason : policy.kind;
}

function ago(ms: number): Date {
  return new Date(NOW.getTime() - ms);
}

describe("sendPolicy", () => {
  test.each(cases)(
    "last act %s ms ago, %s, granted %s: %s",
    (age, authorKind, humanAgentGranted, expected) => {
      const lastCustomerAt = age === null ? null : ago(age);
      expect(outcome({ authorKind, humanAgentGranted, lastCustomerAt })).toBe(
        expected,
      );
    },
  );

  test("says until when its answer holds", () => {
    const input = {
      authorKind: "person",
      now: NOW,
      humanAgentGranted: true,
      rules,
    } as const;
    expect(sendPolicy({ ...input, lastCustomerAt: ago(HOUR_MS) })).toEqual({
      kind: "standard",
      until: new Date(NOW.getTime() + 23 * HOUR_MS),
    });
    expect(sendPolicy({ ...input, lastCustomerAt: ago(2 * DAY_MS) })).toEqual({
      kind: "human_agent",
      until: new Date(NOW.getTime() + 5 * DAY_MS),
    });
  });

  test.each([
    [{ channelProblem: "disabled", controlledBy: "9" }, "channel_disabled"],
    [{ channelProblem: "broken", lastCustomerAt: null }, "channel_broken"],
    [{ controlledBy: "263902037430900" }, "other_app_controls"],
    [{ controlledBy: "9", lastCustomerAt: null }, "other_app_controls"],
    [{ controlledBy: null, channelProblem: null }, "standard"],
    [{ controlledBy: "" }, "standard"],
  ] satisfies [Partial<SendPolicyInput>, string][])(
    "what stops the channel or the thread comes first: %o",
    (input, expected) => {
      expect(outcome(input)).toBe(expected);
    },
  );

  test("every refusal has a text", () => {
    const refusals = new Set(cases.map(([, , , expected]) => expected));
    refusals.delete("standard");
    refusals.delete("human_agent");
    for (const reason of refusals) expect(sendErrors).toHaveProperty(reason);
  });
});

describe("replyWindow", () => {
  test("agrees with the policy at every boundary", () => {
    const window = replyWindow(ago(0), true, rules);
    expect(window).toEqual({
      standardUntil: new Date(NOW.getTime() + DAY_MS),
      humanAgentUntil: new Date(NOW.getTime() + 7 * DAY_MS),
    });
  });

  test("without the grant there is no second window, without a message none", () => {
    expect(replyWindow(NOW, false, rules)?.humanAgentUntil).toBeNull();
    expect(replyWindow(null, true, rules)).toBeNull();
  });
});
