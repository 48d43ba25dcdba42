import { expect, test } from "vitest";
import {
  sendErrorKeys,
  sendErrorOf,
  sendErrors,
} from "#contract/send-errors.ts";
import en from "#messages/en.json" with { type: "json" };
import { channelProblems } from "#server/domain/channels/problems.ts";

test.each(sendErrorKeys)("%s says what happened and what to do", (key) => {
  const entry = sendErrorOf(key);
  expect(entry.message).toMatch(/^[A-Z].*\.$/s);
  expect(entry.fix).toMatch(/^[A-Z].*\.$/s);
  if (entry.attempts !== undefined) expect(entry.retryable).toBe(true);
  // A repaired channel must be able to send what it could not.
  if (entry.admin) expect(entry.retryable).toBe(true);
});

test.each(["", "no_such_key", "constructor", "__proto__"])(
  "%j is unknown",
  (key) => {
    expect(sendErrorOf(key)).toEqual({ key: "unknown", ...sendErrors.unknown });
  },
);

test("the API and the console say the same in English", () => {
  const words = (entries: Record<string, { message: string; fix: string }>) =>
    Object.fromEntries(
      Object.entries(entries).map(([key, { message, fix }]) => [
        key,
        { message, fix },
      ]),
    );
  expect(words(en.sendErrors)).toEqual(words(sendErrors));
  expect(words(en.settings.channels.problems)).toEqual(words(channelProblems));
});
