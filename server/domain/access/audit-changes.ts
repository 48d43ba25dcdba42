import { isDeepStrictEqual } from "node:util";

/**
 * The detail of an entry about a change: the fields of `patch` that differ from `old`, and as `before` their values
 * until then. A form that sends all its fields leaves an entry of those that were changed. Pure.
 */
export function changesOf(old: object, patch: object): Record<string, unknown> {
  const held = old as Record<string, unknown>;
  const changed = Object.entries(patch).filter(
    ([name, value]) =>
      value !== undefined && !isDeepStrictEqual(held[name], value),
  );
  const known = changed.filter(([name]) => held[name] !== undefined);
  return {
    ...Object.fromEntries(changed),
    ...(known.length > 0
      ? {
          before: Object.fromEntries(known.map(([name]) => [name, held[name]])),
        }
      : {}),
  };
}
