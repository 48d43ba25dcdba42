import {
  kindOf,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import type {
  Light,
  LightKey,
  LightState,
} from "#contract/channels/health/lights.ts";
import {
  lightOf,
  severityOf,
  type ProblemCode,
  type StoredProblem,
} from "./problems.ts";
import { channelProblemText } from "#server/domain/english.ts";

/** A light as it lies in the database. */
export type StoredLight = {
  state: LightState;
  /** ISO 8601: since when it has this state. */
  since: string;
  /** ISO 8601: when it was looked at last. Null: only a problem was reported. */
  checkedAt: string | null;
  /** The problem that is the cause. */
  code: ProblemCode | null;
  facts: Facts;
};

export type StoredLights = Partial<Record<LightKey, StoredLight>>;

/** The lights that were looked at, with what was seen, whether it is good or not. Null: nothing. */
export type Seen = Partial<Record<LightKey, Facts | null>>;

type Facts = Record<string, unknown>;

export type Observation = {
  kind: ChannelKind;
  /** As they are after it. */
  problems: StoredProblem[];
  seen: Seen;
  /** It was a check: a light of which nothing was seen could not be asked. */
  isWhole: boolean;
  now: Date;
};

/** Problems that stop a check before everything was asked, the strongest first. */
const STOPPERS = [
  "app_secret_wrong",
  "token_dead",
  "token_wrong_page",
  "meta_unreachable",
] as const satisfies ProblemCode[];

/** A problem that repairing the light puts right. */
const REPAIRABLE: Partial<Record<LightKey, readonly ProblemCode[]>> = {
  webhook: ["webhook_elsewhere", "webhook_not_verified"],
  fields: ["not_subscribed", "fields_missing", "app_fields_missing"],
};

/** The lights after an observation. Pure. */
export function observe(
  old: StoredLights,
  observation: Observation,
): StoredLights {
  const keys = kindOf(observation.kind).lights;
  return Object.fromEntries(
    keys.map((key) => [key, observeOne(key, old[key], observation)]),
  );
}

function observeOne(
  key: LightKey,
  old: StoredLight | undefined,
  { problems, seen, isWhole, now }: Observation,
): StoredLight | undefined {
  const facts = seen[key];
  const worst = worstOf(problems, key);
  if (!old && !worst && !facts && !isWhole) return undefined;
  const found = worst
    ? { state: stateOf(worst), code: worst.code }
    : { code: null, state: stateWithout(old, facts, isWhole) };
  const code =
    found.state === "unknown" && found.code === null && isWhole
      ? stopperOf(problems)
      : found.code;
  const at = now.toISOString();
  const isSame = old?.state === found.state && old.code === code;
  return {
    state: found.state,
    since: isSame ? old.since : (worst?.at ?? at),
    checkedAt: key in seen ? at : (old?.checkedAt ?? null),
    code,
    facts: facts ?? old?.facts ?? {},
  };
}

/** Without a problem: ok is only what was seen to be, and a problem that is over leaves nothing seen. */
function stateWithout(
  old: StoredLight | undefined,
  facts: Facts | null | undefined,
  isWhole: boolean,
): LightState {
  if (facts) return "ok";
  return !isWhole && old?.state === "ok" ? "ok" : "unknown";
}

/** Worst first. */
const STATES: LightState[] = ["broken", "warning", "unknown"];

function worstOf(
  problems: StoredProblem[],
  key: LightKey,
): StoredProblem | undefined {
  return problems
    .filter(({ code }) => lightOf(code) === key)
    .sort((a, b) => STATES.indexOf(stateOf(a)) - STATES.indexOf(stateOf(b)))[0];
}

function stateOf(problem: StoredProblem): LightState {
  // Nothing is known to be wrong: the address was not seen to work yet.
  if (problem.code === "webhook_not_verified") return "unknown";
  const severity = severityOf(problem);
  if (severity === "broken") return "broken";
  return severity === "degraded" ? "warning" : "unknown";
}

function stopperOf(problems: StoredProblem[]): ProblemCode | null {
  return (
    STOPPERS.find((stopper) => problems.some(({ code }) => code === stopper)) ??
    null
  );
}

/** Sightings in our own rows; newer than the last check. */
export type Arrivals = {
  verifiedAt: Date | null;
  lastDeliveryAt: Date | null;
  lastEventAt: Date | null;
};

/** The lights of a channel as they are shown. Pure. */
export function describeLights(
  kind: ChannelKind,
  lights: StoredLights,
  arrivals: Arrivals,
): Light[] {
  return kindOf(kind).lights.map((key) =>
    describe(kind, key, withArrivals(key, lights[key], arrivals), arrivals),
  );
}

/** The problems without those that something has disproved that arrived since: see `describeLights`. Pure. */
export function lastingProblems(
  problems: StoredProblem[],
  lights: Light[],
): StoredProblem[] {
  const proved = new Set(
    lights.filter(({ state }) => state === "ok").map(({ key }) => key),
  );
  return problems.filter(({ code }) => {
    const key = lightOf(code);
    return key === null || !proved.has(key);
  });
}

function describe(
  kind: ChannelKind,
  key: LightKey,
  light: StoredLight | undefined,
  arrivals: Arrivals,
): Light {
  const { state = "unknown", code = null } = light ?? {};
  const advice = code === null ? null : channelProblemText(code, kind);
  return {
    key,
    state,
    checkedAt: light?.checkedAt ?? null,
    since: light?.since ?? null,
    cause: advice?.message ?? code,
    fix: advice?.fix ?? null,
    repairable: code !== null && isRepairable(key, code),
    facts: {
      ...light?.facts,
      ...ownFacts(key, arrivals),
      ...(code === null ? {} : { code }),
    },
  };
}

/** Can POST /channels/{id}/repair do anything for the light at all? */
export function hasRepair(kind: ChannelKind, key: LightKey): boolean {
  return kindOf(kind).lights.includes(key) && key in REPAIRABLE;
}

function isRepairable(key: LightKey, code: ProblemCode): boolean {
  return REPAIRABLE[key]?.includes(code) ?? false;
}

function ownFacts(key: LightKey, arrivals: Arrivals): Facts {
  const { verifiedAt, lastDeliveryAt, lastEventAt } = arrivals;
  if (key === "webhook")
    return { verifiedAt: iso(verifiedAt), lastDeliveryAt: iso(lastDeliveryAt) };
  return key === "traffic" ? { lastEventAt: iso(lastEventAt) } : {};
}

/** Something has come in since the last check: that was seen, so it is shown at once. */
function withArrivals(
  key: LightKey,
  light: StoredLight | undefined,
  { verifiedAt, lastDeliveryAt, lastEventAt }: Arrivals,
): StoredLight | undefined {
  const seen =
    key === "webhook"
      ? [verifiedAt, lastDeliveryAt]
      : [key === "traffic" ? lastEventAt : null];
  const latest = seen
    .flatMap((date) => (date ? [date.toISOString()] : []))
    .sort()
    .at(-1);
  if (latest === undefined || light?.state === "ok") return light;
  const known = light?.checkedAt ?? light?.since ?? "";
  if (latest <= known) return light;
  return {
    state: "ok",
    since: latest,
    checkedAt: latest,
    code: null,
    facts: light?.facts ?? {},
  };
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
