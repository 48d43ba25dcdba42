import type { ProblemCode } from "#server/http/edge/response/problem.ts";

/** Why the customer cannot be written to now. */
export const refusals: ProblemCode[] = [
  "owned_by_other",
  "take_first",
  "window_closed",
  "never_wrote",
  "human_agent_not_granted",
  "program_outside_window",
  "other_app_controls",
  "opted_out",
  "channel_broken",
  "channel_disabled",
];
