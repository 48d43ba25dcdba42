"use client";

import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/class-names.ts";
import type { FloatingProps } from "./floating-button.tsx";

export const PopoverClose = Radix.Close;

function PopoverContent({
  className,
  ...props
}: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          "z-50 max-h-[var(--radix-popover-content-available-height)] animate-rise overflow-y-auto rounded-lg bg-popover text-popover-foreground shadow-float outline-none",
          className,
        )}
        {...props}
      />
    </Radix.Portal>
  );
}

/** A popover drawn open beside its FloatingButton. */
export function OpenPopover({
  onClose,
  button,
  ...props
}: FloatingProps & ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Anchor className="pointer-events-none absolute inset-0" />
      <PopoverContent
        onInteractOutside={(event) => {
          // The button itself closes it; a second close would open it again.
          if (button?.contains(event.target as Node)) event.preventDefault();
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          button?.focus();
        }}
        {...props}
      />
    </Radix.Root>
  );
}
