"use client";

import { DropdownMenu as Radix } from "radix-ui";
import { Check, ChevronRight } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";
import type { FloatingProps } from "./floating-button.tsx";

export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;
export const MenuRadioGroup = Radix.RadioGroup;

const item =
  "relative flex items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none select-none data-[highlighted]:bg-accent data-[disabled]:pointer-events-none data-[disabled]:opacity-50 touch:py-2.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground";

export function MenuContent({
  className,
  ...props
}: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          "z-50 max-h-[min(var(--radix-dropdown-menu-content-available-height),calc(100dvh-1rem))] min-w-44 animate-rise overflow-y-auto rounded-lg bg-popover p-1 text-popover-foreground shadow-float",
          className,
        )}
        {...props}
      />
    </Radix.Portal>
  );
}

/** A menu drawn open beside its FloatingButton. */
export function OpenMenu({
  onClose,
  button,
  children,
  ...props
}: FloatingProps & ComponentProps<typeof MenuContent>) {
  return (
    <Radix.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span
          aria-hidden
          tabIndex={-1}
          className="pointer-events-none absolute inset-0"
        />
      </Radix.Trigger>
      <MenuContent
        aria-labelledby={undefined}
        aria-label={button?.ariaLabel ?? button?.textContent ?? undefined}
        onInteractOutside={(event) => {
          // The button itself closes it; a second close would open it again.
          if (button?.contains(event.target as Node)) event.preventDefault();
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          button?.focus();
        }}
        {...props}
      >
        {children}
      </MenuContent>
    </Radix.Root>
  );
}

export function MenuItem({
  className,
  danger = false,
  ...props
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item
      className={cn(
        item,
        danger &&
          "text-destructive data-[highlighted]:bg-destructive-soft [&_svg]:text-destructive",
        className,
      )}
      {...props}
    />
  );
}

export function MenuRadioItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(item, "pe-8", className)} {...props}>
      {children}
      <Radix.ItemIndicator className="absolute end-2">
        <Check />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  );
}

export function MenuCheckboxItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem className={cn(item, "pe-8", className)} {...props}>
      {children}
      <Radix.ItemIndicator className="absolute end-2">
        <Check />
      </Radix.ItemIndicator>
    </Radix.CheckboxItem>
  );
}

const NARROW_PX = 640;

/** A menu behind an item; `value` is what is chosen in it. */
export function MenuSub({
  icon,
  label,
  value,
  children,
}: {
  icon?: ReactNode;
  label: string;
  value?: string;
  children: ReactNode;
}) {
  return (
    <Radix.Sub>
      <Radix.SubTrigger className={cn(item, "data-[state=open]:bg-accent")}>
        {icon}
        <span className="flex-1">{label}</span>
        {value && (
          <span className="bidi max-w-28 truncate ps-4 text-xs text-muted-foreground">
            {value}
          </span>
        )}
        <ChevronRight className="-me-1 rtl:-scale-x-100" />
      </Radix.SubTrigger>
      <Radix.Portal>
        <Radix.SubContent
          // A phone has no room beside the menu: it lies over it.
          sideOffset={window.innerWidth < NARROW_PX ? -140 : 4}
          collisionPadding={8}
          className="z-50 max-h-[min(var(--radix-dropdown-menu-content-available-height),20rem)] max-w-[calc(100vw-1rem)] min-w-40 animate-rise overflow-y-auto rounded-lg bg-popover p-1 text-popover-foreground shadow-float"
        >
          {children}
        </Radix.SubContent>
      </Radix.Portal>
    </Radix.Sub>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <Radix.Label className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted-foreground">
      {children}
    </Radix.Label>
  );
}

export function MenuSeparator({ className }: { className?: string }) {
  return <Radix.Separator className={cn("my-1 h-px bg-border", className)} />;
}
