import type { ComponentProps } from "react";
import { cn } from "#components/ui/class-names.ts";

// 16 px on touch screens: a phone zooms into anything smaller.
export const inputClasses =
  "w-full min-w-0 rounded-md border border-input bg-background px-2.5 text-base placeholder:text-subtle transition-colors hover:border-subtle/60 focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-ring/35 disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-destructive aria-invalid:focus-visible:outline-destructive/30 touch:text-lg";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return (
    <input
      className={cn(inputClasses, "h-9 touch:h-11", className)}
      {...props}
    />
  );
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(inputClasses, "field-size min-h-18 py-2", className)}
      {...props}
    />
  );
}
