import type { World } from "../world/model.ts";
import { GraphError } from "./errors.ts";

/** Spends one of the planned failures of `failSends`. @throws GraphError */
export function failIfPlanned(world: World): void {
  const planned = world.faults.failSends;
  if (!planned) return;
  planned.count -= 1;
  if (planned.count <= 0) world.faults.failSends = null;
  world.bus.emit({ type: "faults" });
  throw new GraphError({
    code: planned.code,
    subcode: planned.subcode,
    status: planned.status,
    transient: planned.transient,
    message: `(#${planned.code}) ${planned.message}`,
  });
}

/** The end of this send; spends one of `sendTimeoutCount`. */
export function sendTimeout(
  world: World,
): "off" | "before" | "after" | "reset-after" {
  const { faults } = world;
  const mode = faults.sendTimeout;
  if (mode === "off" || faults.sendTimeoutCount === null) return mode;
  faults.sendTimeoutCount -= 1;
  if (faults.sendTimeoutCount <= 0) {
    faults.sendTimeout = "off";
    faults.sendTimeoutCount = null;
  }
  world.bus.emit({ type: "faults" });
  return mode;
}
