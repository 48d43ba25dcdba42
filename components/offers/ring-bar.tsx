"use client";

import { useState } from "react";
import type { Offer } from "#contract/records.ts";
import { serverNow } from "#components/live/server-clock.ts";
import { cn } from "#components/ui/class-names.ts";

const NEARLY_OVER_SECONDS = 5;

/**
 * The time to answer, running out; right after a reload too. Where motion is
 * unwanted the seconds beside it tell the same.
 */
export function RingBar({
  offer,
  seconds,
}: {
  offer: Pick<Offer, "createdAt" | "expiresAt">;
  /** What is left. */
  seconds: number;
}) {
  // Set once: the animation runs by itself, and drawing again must not shift it.
  const [{ whole, gone }] = useState(() => {
    const began = Date.parse(offer.createdAt);
    return {
      whole: Math.max(1, Date.parse(offer.expiresAt) - began),
      gone: Math.max(0, serverNow() - began),
    };
  });
  return (
    <div aria-hidden className="h-[3px] overflow-hidden bg-muted">
      <div
        className={cn(
          "h-full origin-left animate-ring-out bg-primary motion-reduce:hidden rtl:origin-right",
          seconds <= NEARLY_OVER_SECONDS && "bg-warning",
        )}
        style={{
          animationDuration: `${whole}ms`,
          animationDelay: `${-gone}ms`,
        }}
      />
    </div>
  );
}
