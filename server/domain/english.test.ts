import { expect, test } from "vitest";
import { sendErrorKeys } from "#contract/channels/rules/send-errors.ts";
import { channelProblems } from "#server/domain/channels/health/problems.ts";
import { CHANNEL_KINDS } from "#contract/channels/rules/channel-rules.ts";
import {
  channelProblemText,
  fieldErrorTexts,
  sendErrorText,
} from "#server/domain/english.ts";

const SENTENCE = /^[A-Z].*\.$/s;

test.each(sendErrorKeys)("send error %s: what happened, what to do", (key) => {
  for (const kind of CHANNEL_KINDS) {
    const { message, fix } = sendErrorText(key, kind);
    expect(message).toMatch(SENTENCE);
    expect(fix).toMatch(SENTENCE);
  }
});

test.each(Object.keys(channelProblems))(
  "channel problem %s: what is wrong, what to do",
  (code) => {
    const found = CHANNEL_KINDS.flatMap(
      (kind) => channelProblemText(code, kind) ?? [],
    );
    expect(found).not.toEqual([]);
    for (const { message, fix } of found) {
      expect(message).toMatch(SENTENCE);
      expect(fix).toMatch(SENTENCE);
    }
  },
);

test("an API channel reads nothing of Facebook", () => {
  const texts = [
    ...sendErrorKeys.map((key) => sendErrorText(key, "api")),
    ...Object.keys(channelProblems).flatMap(
      (code) => channelProblemText(code, "api") ?? [],
    ),
  ];
  const vendor = /Facebook|Messenger|Meta\b|\bpage\b/;
  expect(
    texts.filter(({ message, fix }) => vendor.test(message + fix)),
  ).toEqual([]);
  expect(sendErrorText("maybe_sent_unseen", "messenger").fix).toMatch(
    /Facebook/,
  );
});

test("no text of the API is a template: nothing fills it in", () => {
  const texts = [
    ...Object.values(fieldErrorTexts),
    ...sendErrorKeys.flatMap((key) =>
      CHANNEL_KINDS.flatMap((kind) => Object.values(sendErrorText(key, kind))),
    ),
  ];
  expect(texts.filter((text) => /[{}<>]/.test(text))).toEqual([]);
});
