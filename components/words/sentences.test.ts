import { expect, test } from "vitest";
import { joinSentences } from "#components/words/sentences.ts";

test.each([
  [["Not sent.", "Try again."], "Not sent. Try again."],
  [["未傳送。", "請再試一次。"], "未傳送。請再試一次。"],
  [["Not sent.", null], "Not sent."],
  [[null, undefined, ""], ""],
])("%j reads as %j", (sentences, text) => {
  expect(joinSentences(...sentences)).toBe(text);
});
