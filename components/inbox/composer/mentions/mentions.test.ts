import { expect, test } from "vitest";
import {
  findMentions,
  mentionedIn,
} from "#components/inbox/text/find-mentions.ts";
import { typedMention } from "./typed-mention.ts";

const people = [
  { id: "ann", name: "Ann" },
  { id: "ann-lee", name: "Ann Lee" },
  { id: "mei", name: "美玲" },
];

test.each([
  ["@", 1, { from: 0, to: 1, text: "" }],
  ["Ask @An", 7, { from: 4, to: 7, text: "An" }],
  ["請看（@美", 5, { from: 3, to: 5, text: "美" }],
  ["ann@example.com", 15, null],
  ["@Ann then", 9, null],
])("in %j at %i", (value, cursor, expected) => {
  expect(typedMention(value, cursor)).toEqual(expected);
});

test.each([
  ["@Ann please", ["ann"]],
  ["@Ann Lee, please", ["ann-lee"]],
  ["@Anna is no teammate, ann@Ann.example is an address", []],
  ["@美玲請看一下，@Ann 也是。@美玲！", ["mei", "ann"]],
  ["no one", []],
])("%j mentions %j", (text, expected) => {
  expect(mentionedIn(text, people)).toEqual(expected);
});

test("the parts of a text are the text", () => {
  const text = "Hi @Ann Lee and @美玲請看";
  const parts = findMentions(text, people);
  expect(parts.map((part) => part.text).join("")).toBe(text);
  expect(parts.filter(({ person }) => person)).toHaveLength(2);
});
