import type { Channel } from "#contract/channels/channel.ts";
import {
  GUIDE_STEPS,
  type GuideStep,
  type GuideStepKey,
} from "#contract/channels/guide.ts";
import type { Light, LightKey } from "#contract/channels/health/lights.ts";

/** By step, when a person ticked it or a check saw it: ISO 8601. */
export type TickedAt = Partial<Record<GuideStepKey, string>>;

/** The steps of what is not saved yet. Pure. */
export function draftSteps(ticks: TickedAt, seen: TickedAt): GuideStep[] {
  return GUIDE_STEPS.map(
    (key) => doneIf(key, "check", seen[key]) ?? byHand(key, ticks),
  );
}

/**
 * The steps of a connected channel, as its lights and a person's ticks show
 * them. A problem that a check sees is stronger than a tick. Pure.
 */
export function channelSteps(channel: Channel, ticks: TickedAt): GuideStep[] {
  const lights = new Map(channel.lights.map((light) => [light.key, light]));
  const ofLight = (key: GuideStepKey, name: LightKey) =>
    stepOfLight(key, lights.get(name));
  const permissions = lights.get("permissions");
  const problemOf = (...codes: string[]) =>
    channel.problems.find(({ code }) => codes.includes(code))?.code ?? null;
  const steps: Record<GuideStepKey, () => GuideStep> = {
    business: () => byHand("business", ticks),
    // The vendor knows the app: so there is one.
    app: () => orByHand(ofLight("app", "credentials"), ticks),
    product: () =>
      doneIf(
        "product",
        "check",
        hasScope(permissions, "pages_messaging") && permissions?.since,
      ) ?? byHand("product", ticks),
    account: () => orByHand(ofLight("account", "token"), ticks),
    token: () => {
      const step = ofLight("token", "token");
      // A token that works may still lack a permission, which a new one brings.
      const lacks = problemOf("permission_missing");
      return lacks === null ? step : problem("token", lacks);
    },
    credentials: () => ofLight("credentials", "credentials"),
    route: () => {
      const dead = problemOf("route_dead");
      if (dead !== null) return problem("route", dead);
      return done("route", "check", channel.createdAt);
    },
    webhook: () => ofLight("webhook", "webhook"),
    fields: () => ofLight("fields", "fields"),
    live: () => {
      const code = problemOf("app_not_live");
      return code === null ? byHand("live", ticks) : problem("live", code);
    },
    review: () => {
      const code = problemOf("profile_permission_missing");
      return code === null ? byHand("review", ticks) : problem("review", code);
    },
    message: () =>
      doneIf("message", "check", channel.lastEventAt) ?? open("message"),
  };
  return GUIDE_STEPS.map((key) => steps[key]());
}

function stepOfLight(key: GuideStepKey, light: Light | undefined): GuideStep {
  if (light?.state === "ok")
    return done(key, "check", light.checkedAt ?? light.since);
  const code = light?.facts["code"];
  const isFault = light?.state === "warning" || light?.state === "broken";
  return isFault && typeof code === "string" ? problem(key, code) : open(key);
}

function orByHand(step: GuideStep, ticks: TickedAt): GuideStep {
  return step.state === "done" ? step : byHand(step.key, ticks);
}

function byHand(key: GuideStepKey, ticks: TickedAt): GuideStep {
  return doneIf(key, "person", ticks[key]) ?? open(key);
}

function doneIf(
  key: GuideStepKey,
  by: "check" | "person",
  at: string | null | undefined | false,
): GuideStep | null {
  return typeof at === "string" ? done(key, by, at) : null;
}

function done(
  key: GuideStepKey,
  by: "check" | "person",
  at: string | null,
): GuideStep {
  return { key, state: "done", by, at, code: null };
}

function open(key: GuideStepKey): GuideStep {
  return { key, state: "open", by: null, at: null, code: null };
}

function problem(key: GuideStepKey, code: string): GuideStep {
  return { key, state: "problem", by: null, at: null, code };
}

function hasScope(light: Light | undefined, scope: string): boolean {
  const scopes = light?.facts["scopes"];
  return Array.isArray(scopes) && scopes.includes(scope);
}
