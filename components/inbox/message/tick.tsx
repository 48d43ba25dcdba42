"use client";

import {
  CalendarClock,
  Check,
  CheckCheck,
  CircleAlert,
  Clock3,
  FlaskConical,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { MessageStatus } from "#contract/threads/message.ts";
import { cn } from "#components/ui/class-names.ts";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";

const LOOKS = {
  received: null,
  scheduled: { Icon: CalendarClock, classes: "" },
  queued: { Icon: Clock3, classes: "" },
  sending: { Icon: Clock3, classes: "" },
  sent: { Icon: Check, classes: "" },
  delivered: { Icon: CheckCheck, classes: "" },
  read: { Icon: CheckCheck, classes: "text-primary" },
  failed: { Icon: CircleAlert, classes: "text-destructive" },
} as const;

const TEST = { Icon: FlaskConical, classes: "" };

/** A message's delivery status: an icon, with text for the pointer and for screen readers. */
export function Tick({
  status,
  test = false,
}: {
  status: MessageStatus;
  /** The message belongs to a test thread and went nowhere. */
  test?: boolean;
}) {
  const t = useTranslations("ticks");
  const look = LOOKS[status];
  if (!look) return null;
  const { Icon, classes } = test ? TEST : look;
  const text = t(test ? "test" : status);
  return (
    <Hint text={text}>
      <span className={cn("inline-flex", classes)} data-status={status}>
        <Icon aria-hidden className="size-3.5" strokeWidth={2.25} />
        <span className="sr-only">{text}</span>
      </span>
    </Hint>
  );
}
