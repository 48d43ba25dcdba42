"use client";

import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { BackLink } from "#components/navigation/back-link.tsx";
import { SettingsPage } from "#components/settings/section.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";

/** The page of one item with a link back to its list, also while it loads and when it no longer exists. */
export function DetailPage<Item extends { name: string }>({
  item,
  isPending,
  list,
  words,
  hint,
  action,
  isWide = false,
  children,
}: {
  item: Item | undefined;
  isPending: boolean;
  /** Path of the list. */
  list: string;
  words: { gone: string; backToList: string };
  hint?: (item: Item) => ReactNode;
  action?: (item: Item) => ReactNode;
  isWide?: boolean;
  children: (item: Item) => ReactNode;
}) {
  if (item)
    return (
      <SettingsPage
        title={item.name}
        isWide={isWide}
        hint={hint?.(item)}
        action={action?.(item)}
        back={<BackLink href={list}>{words.backToList}</BackLink>}
      >
        {children(item)}
      </SettingsPage>
    );
  return isPending ? (
    <SettingsPage title="…">
      <Skeleton className="h-72 rounded-lg" />
    </SettingsPage>
  ) : (
    <EmptyState
      className="h-full"
      icon={<SearchX />}
      title={words.gone}
      action={<BackLink href={list}>{words.backToList}</BackLink>}
    />
  );
}
