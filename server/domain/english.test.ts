import { expect, test } from "vitest";
import { sendErrorKeys } from "#contract/channels/send-errors.ts";
import { channelProblems } from "#server/domain/channels/problems.ts";
import {
  channelProblemTexts,
  fieldErrorTexts,
  sendErrorTexts,
} from "#server/domain/english.ts";

const SENTENCE = /^[A-Z].*\.$/s;

test.each(sendErrorKeys)("send error %s: what happened, what to do", (key) => {
  expect(sendErrorTexts[key].message).toMatch(SENTENCE);
  expect(sendErrorTexts[key].fix).toMatch(SENTENCE);
});

test.each(Object.keys(channelProblems) as (keyof typeof channelProblems)[])(
  "channel problem %s: what is wrong, what to do",
  (code) => {
    expect(channelProblemTexts[code].message).toMatch(SENTENCE);
    expect(channelProblemTexts[code].fix).toMatch(SENTENCE);
  },
);

test("no text of the API is a template: nothing fills it in", () => {
  const texts = [
    ...Object.values(fieldErrorTexts),
    ...Object.values(sendErrorTexts).flatMap(Object.values<string>),
  ];
  expect(texts.filter((text) => /[{}<>]/.test(text))).toEqual([]);
});
