import { expect, test } from "vitest";
import { sendErrorKeys, sendErrorOf, sendErrors } from "./send-errors.ts";

test.each(sendErrorKeys)("%s can be repaired and retried", (key) => {
  const entry = sendErrorOf(key);
  if (entry.attempts !== undefined) expect(entry.retryable).toBe(true);
  // A repaired channel must be able to send its failed messages.
  if (entry.admin) expect(entry.retryable).toBe(true);
});

test.each(["", "no_such_key", "constructor", "__proto__"])(
  "%j is unknown",
  (key) => {
    expect(sendErrorOf(key)).toEqual({ key: "unknown", ...sendErrors.unknown });
  },
);
