"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/controls/button.tsx";

/** Fetches the next page of a list; nothing where there is none. */
export function MoreButton({
  list,
  children,
}: {
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
  children: ReactNode;
}) {
  if (!list.hasNextPage) return null;
  return (
    <div className="mt-4 flex justify-center">
      <Button
        busy={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {children}
      </Button>
    </div>
  );
}
