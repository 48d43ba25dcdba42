import type { Offer } from "#contract/threads/offer.ts";
import { cn } from "#components/ui/class-names.ts";

const NEARLY_OVER_SECONDS = 5;

/**
 * The time to answer, running out. It moves once a second: a bar that always
 * moves fills every frame, and a key of a typing agent waits for the next one.
 * With reduced motion, the seconds beside it show the same.
 */
export function RingBar({
  offer,
  seconds,
}: {
  offer: Pick<Offer, "createdAt" | "expiresAt">;
  /** The seconds left. */
  seconds: number;
}) {
  const whole = Date.parse(offer.expiresAt) - Date.parse(offer.createdAt);
  const share = Math.min(1, (seconds * 1_000) / Math.max(1, whole));
  return (
    <div aria-hidden className="h-[3px] overflow-hidden bg-muted">
      <div
        className={cn(
          "h-full origin-left bg-primary motion-reduce:hidden rtl:origin-right",
          seconds <= NEARLY_OVER_SECONDS && "bg-warning",
        )}
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
