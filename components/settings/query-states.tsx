"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Shows fetched data, or in its place a skeleton or an error with a remedy. */
export function QueryStates<Data>({
  query,
  skeleton = <Skeleton className="h-96 rounded-lg" />,
  failed,
  children,
}: {
  query: Pick<
    UseQueryResult<unknown>,
    "isError" | "isPending" | "error" | "refetch"
  > & { data: Data | undefined };
  /** As high as the data will be. */
  skeleton?: ReactNode;
  /** Title of the error; omitted: a general one. */
  failed?: string;
  children: (data: Data) => ReactNode;
}) {
  const t = useTranslations("settings");
  const words = useErrorWords();
  if (query.data !== undefined) return children(query.data);
  if (query.isError)
    return (
      <EmptyState
        title={failed ?? t("failed")}
        text={words(query.error)}
        action={
          <Button onClick={() => void query.refetch()}>{t("retry")}</Button>
        }
      />
    );
  return (
    <div role="status" aria-label={t("loading")}>
      {skeleton}
    </div>
  );
}
