import { createChannels } from "#server/channels/registry.ts";
import {
  createSharedLimits,
  type SharedLimits,
} from "#server/domain/access/shared-limits.ts";
import type { Context } from "#server/domain/context.ts";
import { createIntake, type Intake } from "#server/pipeline/inbound/intake.ts";
import type { Signalling } from "#server/pipeline/outbound/signals.ts";
import { createViewingBoard } from "#server/pipeline/outbound/viewing.ts";
import { createTypingPace } from "#server/pipeline/outbound/typing-pace.ts";

/** The services that HTTP, sockets and the loops of one process share. The start of the process creates them once. */
export type Services = Signalling &
  Readonly<{ intake: Intake; limits: SharedLimits }>;

export function createServices(context: Context): Services {
  return {
    context,
    channels: createChannels({
      ...context.config,
      log: context.log,
      now: () => context.clock.now(),
    }),
    intake: createIntake(context),
    limits: createSharedLimits(context),
    typingPace: createTypingPace(),
    viewing: createViewingBoard(),
  };
}
