"use client";

import { SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { foldText } from "#contract/text/fold.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";

/** A list of so many rows fits on the screen without a search. */
const SHORT_LIST = 8;

/** The field that looks through a long list. */
export function ListSearch({
  count,
  value,
  onChange,
  className = "mb-3",
}: {
  /** Rows of the whole list. */
  count: number;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}) {
  const t = useTranslations("settings.list");
  if (count <= SHORT_LIST) return null;
  return (
    <SearchInput
      role="search"
      value={value}
      onChange={onChange}
      label={t("search", { count })}
      maxLength={100}
      className={className}
    />
  );
}

/** The rows whose text has every word of the search, in any case and width and without accents. */
export function FoundRows<Item>({
  items,
  textOf,
  search,
  onClear,
  children,
}: {
  items: readonly Item[];
  textOf: (item: Item) => string;
  search: string;
  onClear: () => void;
  children: (found: readonly Item[]) => ReactNode;
}) {
  const t = useTranslations("settings.list");
  const words = foldText(search).split(/\s+/u).filter(Boolean);
  const found = items.filter((item) => {
    const text = foldText(textOf(item));
    return words.every((word) => text.includes(word));
  });
  return (
    <>
      <p role="status" className="sr-only">
        {words.length > 0 ? t("found", { count: found.length }) : ""}
      </p>
      {found.length > 0 ? (
        children(found)
      ) : (
        <div className="rounded-lg border border-dashed">
          <EmptyState
            icon={<SearchX />}
            title={t("nothing")}
            action={<Button onClick={onClear}>{t("showAll")}</Button>}
          />
        </div>
      )}
    </>
  );
}
