"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { getListOrder } from "#components/thread/current-thread.ts";
import { cn } from "#components/ui/class-names.ts";
import {
  pickTo,
  togglePicked,
  useIsPicked,
  useIsPicking,
} from "#components/inbox/bulk/picked.ts";

/**
 * The box that picks a thread, over the picture: shown while the pointer is on the row, or while any is picked.
 * A finger on the picture picks, too.
 */
export const PickBox = memo(function PickBox({
  id,
  name,
  isOpen,
}: {
  id: string;
  name: string;
  /** Its row has the color of the open thread. */
  isOpen: boolean;
}) {
  const t = useTranslations("bulk");
  const isPicked = useIsPicked(id);
  const isPicking = useIsPicking();
  return (
    <label
      className={cn(
        "absolute start-2.5 top-2 grid size-12 cursor-pointer place-items-center rounded-lg bg-sidebar opacity-0 transition-opacity group-hover:bg-accent group-hover:opacity-100 has-focus-visible:opacity-100 has-focus-visible:outline-2 has-focus-visible:outline-ring",
        isPicking && "opacity-100",
        (isPicked || isOpen) && "bg-selected group-hover:bg-selected",
      )}
    >
      <input
        type="checkbox"
        aria-label={t("pick", { name })}
        checked={isPicked}
        onClick={(event) => {
          if (!event.shiftKey) return;
          event.preventDefault();
          pickTo(id, getListOrder());
        }}
        onChange={() => togglePicked(id)}
        className="size-4.5 cursor-pointer accent-(--primary) outline-none"
      />
    </label>
  );
});
