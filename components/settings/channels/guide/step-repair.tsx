import type { Channel } from "#contract/channels/channel.ts";
import { RepairButton } from "#components/settings/channels/repair-button.tsx";

/** Mends the problem of a step, where its light says that it can be repaired from here. */
export function StepRepair({
  channel: { id, lights },
  code,
}: {
  channel: Pick<Channel, "id" | "lights">;
  /** The problem of the step, or null if it has none. */
  code: string | null;
}) {
  const light = lights.find(
    ({ facts, repairable }) => repairable && facts["code"] === code,
  );
  return light && <RepairButton channelId={id} light={light.key} />;
}
