"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QueryStates } from "#components/settings/query-states.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";

const SKELETON_ROWS = 3;

/** Shows a list, or in its place a skeleton, an error with a remedy or an empty state. */
export function ListStates<Item>({
  query,
  empty,
  children,
}: {
  query: UseQueryResult<Item[]>;
  empty: ReactNode;
  children: (items: Item[]) => ReactNode;
}) {
  return (
    <QueryStates query={query} skeleton={<SkeletonRows />}>
      {(items) =>
        items.length === 0 ? (
          <div className="rounded-lg border border-dashed">{empty}</div>
        ) : (
          children(items)
        )
      }
    </QueryStates>
  );
}

/** The place of a list's first rows while it loads. */
export function SkeletonRows() {
  return (
    <div className="space-y-2">
      {Array.from({ length: SKELETON_ROWS }, (_, index) => (
        <Skeleton key={index} className="h-14 rounded-lg" />
      ))}
    </div>
  );
}
