import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { liveEventSchemas } from "#contract/live/live-events.ts";
import { EVENTS_VERSION } from "#contract/live/live-version.ts";

const WHEN_IT_CHANGES =
  "A live event changed. Raise EVENTS_VERSION in live-version.ts, add a line there that says what tabs with the code before it do, and put version and hash here.";

test("the schemas of the live events are those of this version", () => {
  const wire = Object.entries(liveEventSchemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema),
  ]);
  const hash = createHash("sha256")
    .update(JSON.stringify(wire))
    .digest("hex")
    .slice(0, 16);
  expect({ version: EVENTS_VERSION, hash }, WHEN_IT_CHANGES).toEqual({
    version: 45,
    hash: "ad71dc0d959af316",
  });
});
