import { ChevronDown, ChevronUp, ChevronsUp, Equal } from "lucide-react";
import type { Priority } from "#contract/threads/priority-levels.ts";

/** The sign of a priority; its word stands beside it or in its tooltip. */
export function PriorityIcon({ priority }: { priority: Priority }) {
  switch (priority) {
    case "urgent":
      return <ChevronsUp aria-hidden className="!text-destructive" />;
    case "high":
      return <ChevronUp aria-hidden className="!text-warning" />;
    case "normal":
      return <Equal aria-hidden className="!text-muted-foreground" />;
    case "low":
      return <ChevronDown aria-hidden className="!text-muted-foreground" />;
  }
}
