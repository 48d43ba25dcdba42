import fs from "node:fs";
import { expect, test } from "vitest";
import { liveEventSchemas } from "#contract/live/live-events.ts";
import { settingsWhatSchema } from "#contract/live/settings-what.ts";
import { LIVE_KEYS } from "./live-keys.ts";

/** One table names everything that a screen caches of the server. */

const sources = ["components", "app"].flatMap((folder) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
    .map((file) => ({
      file: `${folder}/${file}`,
      text: fs.readFileSync(`${folder}/${file}`, "utf8"),
    })),
);

test("every cached answer has a key of the table", () => {
  const strange = sources
    .filter(({ file }) => file !== "components/live/queries/live-keys.ts")
    .flatMap(({ file, text }) =>
      [...text.matchAll(/(?:queryKey|key)\s*[:=]\s*\[([^\]]*)/gi)]
        .filter(([, inside = ""]) => /^\s*(?:["'`]|\.\.\.LIVE)/.test(inside))
        .map(([found]) => `${file}: ${found}`),
    );
  expect(strange).toEqual([]);
});

test("every key of the table is used", () => {
  const text = sources.map((source) => source.text).join("\n");
  const unused = Object.keys(LIVE_KEYS).filter(
    (key) =>
      !new RegExp(
        `(?:liveKey|useDirectory<\\w+>|useRefresh)\\(\\s*"${key}"`,
      ).test(text),
  );
  expect(unused).toEqual([]);
});

test("what refreshes a key is an event or a kind of settings that there is", () => {
  const events = Object.keys(liveEventSchemas);
  for (const refresh of Object.values(LIVE_KEYS)) {
    if (refresh.kind === "refetched") {
      const named = [...(refresh.events ?? []), ...(refresh.settings ?? [])];
      expect(named.length).toBeGreaterThan(0);
      expect(events).toEqual(
        expect.arrayContaining([...(refresh.events ?? [])]),
      );
    }
    if (refresh.kind === "patched")
      expect(events).toEqual(expect.arrayContaining([...refresh.by]));
  }
});

test("every kind of settings refreshes something", () => {
  const refreshed = new Set(
    Object.values(LIVE_KEYS).flatMap((refresh) =>
      refresh.kind === "refetched" ? (refresh.settings ?? []) : [],
    ),
  );
  const unshown = settingsWhatSchema.options.filter(
    (what) => !refreshed.has(what),
  );
  expect(unshown).toEqual([]);
});
