import { expect, test } from "vitest";
import type { LightKey } from "#contract/channels/health/lights.ts";
import {
  describeLights,
  observe,
  type Observation,
  type StoredLights,
} from "./lights.ts";
import type { StoredProblem } from "./problems.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
const NOTHING_CAME = {
  verifiedAt: null,
  lastDeliveryAt: null,
  lastEventAt: null,
};

function look(
  old: StoredLights,
  hour: number,
  change: Partial<Observation> = {},
): StoredLights {
  return observe(old, {
    kind: "messenger",
    problems: [],
    seen: {},
    isWhole: true,
    now: at(hour),
    ...change,
  });
}

function shown(
  lights: StoredLights,
  key: LightKey,
  arrivals = NOTHING_CAME as Parameters<typeof describeLights>[2],
) {
  return describeLights("messenger", lights, arrivals).find(
    (light) => light.key === key,
  );
}

const problem = (
  code: StoredProblem["code"],
  hour: number,
  source: StoredProblem["source"] = "token",
): StoredProblem => ({
  code,
  source,
  at: at(hour).toISOString(),
  detail: null,
});

test("a light is ok only where something was seen", () => {
  expect(shown({}, "token")).toMatchObject({
    state: "unknown",
    since: null,
    checkedAt: null,
  });
  const lights = look({}, 9, { seen: { token: { type: "PAGE" } } });
  expect(shown(lights, "token")).toMatchObject({
    state: "ok",
    facts: { type: "PAGE" },
  });
  expect(shown(lights, "fields")).toMatchObject({ state: "unknown" });
});

test("since is when the state began, checked at is when it was looked at", () => {
  const first = look({}, 9, { seen: { token: {} } });
  const second = look(first, 10, { seen: { token: {} } });
  expect(shown(second, "token")).toMatchObject({
    since: at(9).toISOString(),
    checkedAt: at(10).toISOString(),
  });
  // A refused reply tells it; nothing was looked at.
  const refused = look(second, 12, {
    problems: [problem("token_dead", 11, "send")],
    isWhole: false,
  });
  expect(shown(refused, "token")).toMatchObject({
    state: "broken",
    since: at(11).toISOString(),
    checkedAt: at(10).toISOString(),
    cause: "Meta no longer accepts the page token.",
    facts: { code: "token_dead" },
  });
});

test("what could not be asked is unknown, and says what stopped it", () => {
  const good = look({}, 9, { seen: { token: {}, fields: {} } });
  const stopped = look(good, 10, {
    problems: [problem("token_dead", 10)],
    seen: { token: {} },
  });
  expect(shown(stopped, "fields")).toMatchObject({
    state: "unknown",
    since: at(10).toISOString(),
    checkedAt: at(9).toISOString(),
    facts: { code: "token_dead" },
    repairable: false,
  });
});

test("a problem that is over leaves nothing seen", () => {
  const dead = look({}, 9, {
    problems: [problem("token_dead", 9)],
    seen: { token: {} },
  });
  const replaced = look(dead, 10, { isWhole: false });
  expect(shown(replaced, "token")).toMatchObject({
    state: "unknown",
    since: at(10).toISOString(),
    cause: null,
  });
});

test("what comes in between two checks is shown at once", () => {
  const silent = look({}, 9, {
    problems: [
      problem("no_events_yet", 9, "traffic"),
      problem("webhook_not_verified", 9, "webhook"),
    ],
    seen: { traffic: null, webhook: null },
  });
  expect(shown(silent, "webhook")).toMatchObject({
    state: "unknown",
    facts: { code: "webhook_not_verified" },
  });
  const arrivals = {
    ...NOTHING_CAME,
    lastDeliveryAt: at(10),
    lastEventAt: at(10),
  };
  for (const key of ["webhook", "traffic"] as const)
    expect(shown(silent, key, arrivals)).toMatchObject({
      state: "ok",
      since: at(10).toISOString(),
    });
});

test("a kind has the lights that fit it", () => {
  expect(describeLights("api", {}, NOTHING_CAME).map(({ key }) => key)).toEqual(
    ["credentials", "webhook", "traffic"],
  );
});
