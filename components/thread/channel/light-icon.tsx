"use client";

import {
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CircleX,
  type LucideIcon,
} from "lucide-react";
import type { LightState } from "#contract/channels/health/lights.ts";
import { cn } from "#components/ui/class-names.ts";

const LOOKS: Record<LightState, { Icon: LucideIcon; color: string }> = {
  ok: { Icon: CircleCheck, color: "text-success" },
  warning: { Icon: CircleAlert, color: "text-warning" },
  broken: { Icon: CircleX, color: "text-destructive" },
  unknown: { Icon: CircleHelp, color: "text-subtle" },
};

/** The state of a light as a picture of its own shape. Its text stands beside it. */
export function LightIcon({
  state,
  className,
}: {
  state: LightState;
  className?: string;
}) {
  const { Icon, color } = LOOKS[state];
  return (
    <Icon aria-hidden className={cn("size-4 shrink-0", color, className)} />
  );
}
