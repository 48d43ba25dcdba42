import { cn } from "#components/ui/class-names.ts";

/** A placeholder of the same size as the coming content. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden
      className={cn("animate-pulse rounded-md bg-muted", className)}
    />
  );
}
