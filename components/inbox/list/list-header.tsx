"use client";

import { ListFilter, PanelLeftClose, Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import {
  MAIN_VIEWS,
  queriesOf,
  type View,
  type ViewChoice,
} from "#components/navigation/views.ts";
import { useSelectedThread } from "#components/navigation/selection.ts";
import { LabelChip } from "#components/labels/label-chip.tsx";
import { useLabels } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { setPreference } from "#components/live/stores/preferences.ts";
import { useThreads } from "#components/live/queries/use-threads.ts";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { lazily } from "#components/page/lazily.ts";
import { Segmented } from "#components/ui/controls/segmented.tsx";

export function ListHeader({
  choice,
  onChoice,
  search,
  onSearch,
  searchField,
}: {
  choice: ViewChoice;
  onChoice: (change: Partial<ViewChoice>) => void;
  search: string;
  onSearch: (search: string) => void;
  searchField: RefObject<HTMLInputElement | null>;
}) {
  const t = useTranslations("list");
  const isOpen = useSelectedThread() !== null;
  const isMain = MAIN_VIEWS.some((view) => view === choice.view);
  return (
    <header className="flex flex-col gap-2 border-b px-3 pt-2.5 pb-2.5">
      <div className="flex items-center gap-1">
        <h1 className="min-w-0 flex-1 truncate ps-1 text-lg font-semibold">
          {isMain ? t("title") : t(`views.${choice.view}`)}
        </h1>
        <FilterMenu choice={choice} onChoice={onChoice} />
        {isOpen && (
          <IconButton
            label={t("hide")}
            keys="["
            size="icon-sm"
            className="max-md:hidden"
            onClick={() => setPreference("listPane", false)}
          >
            <PanelLeftClose />
          </IconButton>
        )}
      </div>
      <SearchField value={search} onChange={onSearch} field={searchField} />
      <Segmented<View | "">
        label={t("viewLabel")}
        value={isMain ? choice.view : ""}
        onValueChange={(view) => view && onChoice({ view })}
        options={MAIN_VIEWS.map((view) => ({
          value: view,
          label: <ViewLabel view={view} label={choice.label} />,
        }))}
      />
      {choice.label !== null && (
        <ChosenLabel
          id={choice.label}
          onClear={() => onChoice({ label: null })}
        />
      )}
    </header>
  );
}

/** The label that filters the list, with a button to clear it. */
function ChosenLabel({ id, onClear }: { id: string; onClear: () => void }) {
  const t = useTranslations("list");
  const label = useLabels().data?.find((each) => each.id === id);
  if (!label) return null;
  return (
    <p className="flex items-center gap-1">
      <LabelChip label={label} />
      <IconButton label={t("clearLabel")} size="icon-sm" onClick={onClear}>
        <X />
      </IconButton>
    </p>
  );
}

function ViewLabel({
  view,
  label,
}: {
  view: (typeof MAIN_VIEWS)[number];
  label: string | null;
}) {
  const t = useTranslations("list");
  const me = useMe();
  const { threads, hasMore } = useThreads(
    queriesOf({ view, sort: "newest", label }, me.id),
  );
  // The count for "All" would only be the sum of the others.
  const count = threads.filter(({ test }) => !test).length;
  const isCounted = view !== "all" && count > 0;
  return (
    <>
      <span className="truncate">{t(`views.${view}`)}</span>
      {isCounted && (
        <span className="text-xs text-subtle tabular-nums">
          {count}
          {hasMore && "+"}
        </span>
      )}
    </>
  );
}

function SearchField({
  value,
  onChange,
  field,
}: {
  value: string;
  onChange: (value: string) => void;
  field: RefObject<HTMLInputElement | null>;
}) {
  const t = useTranslations("list");
  return (
    <div className="relative" role="search">
      <Search
        aria-hidden
        className="pointer-events-none absolute start-2.5 top-1/2 size-4 -translate-y-1/2 text-subtle"
      />
      <Input
        ref={field}
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
          event.stopPropagation();
          onChange("");
          event.currentTarget.blur();
        }}
        placeholder={t("search")}
        aria-label={t("search")}
        aria-keyshortcuts="/"
        className="h-8 ps-8 pe-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {value !== "" && (
        <IconButton
          label={t("clearSearch")}
          size="icon-sm"
          className="absolute end-0.5 top-1/2 -translate-y-1/2"
          onClick={() => {
            onChange("");
            field.current?.focus();
          }}
        >
          <X />
        </IconButton>
      )}
    </div>
  );
}

const FilterPanel = lazily(
  () => import("#components/inbox/list/filter-panel.tsx"),
);

function FilterMenu(props: {
  choice: ViewChoice;
  onChoice: (change: Partial<ViewChoice>) => void;
}) {
  const t = useTranslations("list");
  return (
    <FloatingButton
      kind="menu"
      preload={FilterPanel.preload}
      button={
        <IconButton label={t("filter")} size="icon-sm">
          <ListFilter />
        </IconButton>
      }
      panel={(floating) => <FilterPanel {...floating} {...props} />}
    />
  );
}
