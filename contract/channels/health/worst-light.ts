import type { Light, LightState } from "./lights.ts";

// Apart from the schemas: every page of the console loads this file.

/** The state that matters most comes first. */
const WORST_FIRST: readonly LightState[] = [
  "broken",
  "warning",
  "unknown",
  "ok",
];

/** The light that matters most; undefined: there are none. Pure. */
export function worstLight(lights: readonly Light[]): Light | undefined {
  return WORST_FIRST.flatMap((state) =>
    lights.filter((light) => light.state === state),
  )[0];
}

/** The severity of a state: 0 is the worst. Pure. */
export function badness(state: LightState): number {
  return WORST_FIRST.indexOf(state);
}

/** Whether a person must look at the channel: a light says that something is wrong. Pure. */
export function needsAttention({
  enabled,
  lights,
}: {
  enabled: boolean;
  lights: readonly Light[];
}): boolean {
  return (
    enabled &&
    lights.some(({ state }) => state === "broken" || state === "warning")
  );
}
