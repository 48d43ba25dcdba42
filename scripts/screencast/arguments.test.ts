import { expect, test } from "vitest";
import { StartError } from "#server/runtime/start-error.ts";
import { parseArguments } from "./arguments.ts";

const FILM = ["--locale", "zh-TW", "--out", "film.mp4"];
const RUNNING = [
  ...["--url", "https://inbox.example/"],
  ...["--email", "meta@example.com"],
  ...["--password", "secret"],
  ...["--simulator", "http://localhost:4000"],
];

test("language and file are enough: the demo is started, the whole flow played", () => {
  expect(parseArguments(FILM)).toEqual({
    locale: "zh-TW",
    variant: "profile",
    out: "film.mp4",
    installation: null,
  });
});

test("a running installation", () => {
  expect(
    parseArguments([...FILM, ...RUNNING, "--variant", "messaging"]),
  ).toMatchObject({
    variant: "messaging",
    installation: {
      url: "https://inbox.example",
      email: "meta@example.com",
      password: "secret",
      simulator: "http://localhost:4000",
    },
  });
});

test.for([
  [["--out", "film.mp4"], /--locale must be one of en, zh-CN, zh-TW/],
  [["--locale", "fr", "--out", "film.mp4"], /--locale must be one of/],
  [["--locale", "en"], /--out must name the film/],
  [["--locale", "en", "--out", "film.avi"], /ends in \.mp4/],
  [[...FILM, "--variant", "leads"], /--variant must be one of/],
  [
    [...FILM, "--url", "https://inbox.example"],
    /--email, --password, --simulator/,
  ],
  [[...FILM, ...RUNNING, "--url", "inbox.example"], /--url must be an address/],
  [[...FILM, "--speed", "2"], /--speed/],
] as const)("%j is refused in one sentence", ([args, words]) => {
  expect(() => parseArguments(args)).toThrow(StartError);
  expect(() => parseArguments(args)).toThrow(words);
});
