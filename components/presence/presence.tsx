import type { Presence } from "#contract/people/agent.ts";
import { cn } from "#components/ui/class-names.ts";

const LOOKS: Record<Presence, string> = {
  available: "bg-lamp",
  away: "bg-warning",
  dnd: "bg-destructive",
  transfer_only: "bg-primary",
  offline: "bg-transparent ring-2 ring-inset ring-subtle",
};

/** A dot beside words or a name; colour and shape both tell. */
export function PresenceDot({
  presence,
  className,
}: {
  presence: Presence;
  className?: string;
}) {
  return (
    <span
      aria-hidden
      className={cn(
        "size-2.5 shrink-0 rounded-full",
        LOOKS[presence],
        className,
      )}
    />
  );
}

/** The statuses an agent can choose. transfer_only receives transfers from teammates and no offers. */
export const CHOICES: readonly Presence[] = [
  "available",
  "away",
  "dnd",
  "transfer_only",
  "offline",
];
