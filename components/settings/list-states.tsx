"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const SKELETON_ROWS = 3;

/** Shows a skeleton, an error with a remedy, an empty state, or the list. */
export function ListStates<Item>({
  query,
  empty,
  children,
}: {
  query: UseQueryResult<Item[]>;
  empty: ReactNode;
  children: (items: Item[]) => ReactNode;
}) {
  const t = useTranslations("settings");
  const words = useErrorWords();
  if (query.data)
    return query.data.length === 0 ? (
      <div className="rounded-lg border border-dashed">{empty}</div>
    ) : (
      children(query.data)
    );
  if (query.isError)
    return (
      <EmptyState
        title={t("failed")}
        text={words(query.error)}
        action={
          <Button onClick={() => void query.refetch()}>{t("retry")}</Button>
        }
      />
    );
  return (
    <div className="space-y-2" role="status" aria-label={t("loading")}>
      {Array.from({ length: SKELETON_ROWS }, (_, index) => (
        <Skeleton key={index} className="h-14 rounded-lg" />
      ))}
    </div>
  );
}
