import { Skeleton } from "#components/ui/marks/skeleton.tsx";

const SKELETON_BUBBLES = [
  ["w-52", "start"],
  ["w-72", "start"],
  ["w-64", "end"],
  ["w-40", "start"],
  ["w-56", "end"],
] as const;

export function LogSkeleton() {
  return (
    <div
      aria-hidden
      className="flex flex-1 flex-col justify-end gap-3 overflow-hidden px-4 py-4"
    >
      {SKELETON_BUBBLES.map(([width, side], index) => (
        <div
          key={index}
          className={side === "end" ? "flex justify-end" : "flex"}
        >
          <Skeleton className={`h-9 rounded-bubble ${width}`} />
        </div>
      ))}
    </div>
  );
}

export function ThreadSkeleton() {
  return (
    <div className="flex h-full flex-col" aria-hidden>
      <div className="flex h-13 items-center gap-3 border-b px-4">
        <Skeleton className="size-7 rounded-full" />
        <Skeleton className="h-4 w-40" />
      </div>
      <LogSkeleton />
    </div>
  );
}
