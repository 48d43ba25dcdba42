"use client";

import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/controls/button.tsx";
import { MoreButton } from "#components/ui/controls/more-button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The pages of a list with a button for more, or in their place a skeleton, an error with a remedy or an empty state. */
export function PagedList<Item>({
  list,
  failed,
  empty,
  children,
}: {
  list: UseInfiniteQueryResult<Item[]>;
  /** Title of the error. */
  failed: string;
  empty: ReactNode;
  children: (items: Item[]) => ReactNode;
}) {
  const t = useTranslations("customers");
  const words = useErrorWords();
  const { data, error, refetch } = list;
  if (error)
    return (
      <EmptyState
        title={failed}
        text={words(error)}
        action={<Button onClick={() => void refetch()}>{t("retry")}</Button>}
      />
    );
  if (!data) return <Skeleton className="h-64 rounded-lg" />;
  if (data.length === 0) return empty;
  return (
    <>
      {children(data)}
      <MoreButton list={list}>{t("more")}</MoreButton>
    </>
  );
}
