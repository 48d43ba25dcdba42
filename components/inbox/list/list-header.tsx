"use client";

import {
  Bookmark,
  ChevronDown,
  ListFilter,
  PanelLeftClose,
  Search,
  X,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState, type RefObject } from "react";
import { enterChoices } from "#components/inbox/list/walk-choices.ts";
import { useSearchActions } from "#components/live/queries/use-searches.ts";
import type { SearchAsView } from "#components/inbox/list/typed-search.ts";
import { countCharacters } from "#contract/text/text.ts";
import { ViewCount } from "#components/inbox/views/view-count.tsx";
import {
  chooseView,
  MAIN_VIEWS,
  type OpenView,
} from "#components/navigation/views.ts";
import { useSelectedThread } from "#components/navigation/selection.ts";
import { useViewCounts } from "#components/live/queries/use-views.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useShownKey } from "#components/live/stores/keymap.ts";
import { setPreference } from "#components/live/stores/preferences.ts";
import { FloatingButton } from "#components/ui/overlays/floating-button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { lazily } from "#components/page/lazily.ts";
import { Segmented } from "#components/ui/controls/segmented.tsx";

export function ListHeader({
  open,
  search,
  onSearch,
  onSaveAsView,
  searchField,
}: {
  open: OpenView;
  search: string;
  onSearch: (search: string) => void;
  onSaveAsView: (search: SearchAsView) => void;
  searchField: RefObject<HTMLInputElement | null>;
}) {
  const t = useTranslations("list");
  const keys = useShownKey("list");
  const isOpen = useSelectedThread() !== null;
  const isMain = !open.saved && MAIN_VIEWS.some((view) => view === open.key);
  return (
    <header className="flex flex-col gap-2 border-b px-3 pt-2.5 pb-2.5">
      <div className="flex items-center gap-1">
        <h1 className="min-w-0 flex-1 text-lg font-semibold">
          <span className="hidden truncate ps-1 wide:block">
            <ViewName open={open} />
          </span>
          <ViewsButton open={open} />
        </h1>
        {search === "" ? (
          <FilterMenu open={open} />
        ) : (
          <SearchFilterMenu search={search} onSearch={onSearch} />
        )}
        {isOpen && (
          <IconButton
            label={t("hide")}
            keys={keys}
            size="icon-sm"
            className="max-md:hidden"
            onClick={() => setPreference("listPane", false)}
          >
            <PanelLeftClose />
          </IconButton>
        )}
      </div>
      <SearchField
        value={search}
        onChange={onSearch}
        onSaveAsView={onSaveAsView}
        field={searchField}
      />
      <div className="wide:hidden">
        <Segmented<string>
          label={t("viewLabel")}
          value={isMain ? open.key : ""}
          onValueChange={(view) => view && chooseView(view)}
          options={MAIN_VIEWS.map((view) => ({
            value: view,
            label: <ViewLabel view={view} />,
          }))}
        />
      </div>
      {Object.values(open.narrowing).some((value) => value !== undefined) && (
        <Suspense>
          <NarrowingChips open={open} />
        </Suspense>
      )}
    </header>
  );
}

function ViewName({ open }: { open: OpenView }) {
  const t = useTranslations("list.views");
  return <span className="bidi">{open.saved?.name ?? t(open.key)}</span>;
}

const NarrowingChips = lazily(
  () => import("#components/inbox/list/narrowing-chips.tsx"),
);
const ViewsPanel = lazily(
  () => import("#components/inbox/views/views-panel.tsx"),
);

/** The name of the open view; a press shows the others. */
function ViewsButton({ open }: { open: OpenView }) {
  const t = useTranslations("views");
  return (
    <span className="flex min-w-0 wide:hidden [&>span]:min-w-0">
      <FloatingButton
        kind="dialog"
        preload={ViewsPanel.preload}
        button={
          <button
            type="button"
            className="flex min-w-0 items-center gap-1 rounded-md px-1 py-0.5 hover:bg-accent [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground"
          >
            <span className="truncate">
              <ViewName open={open} />
            </span>
            <span className="sr-only">{t("choose")}</span>
            <ChevronDown aria-hidden />
          </button>
        }
        panel={(floating) => <ViewsPanel {...floating} />}
      />
    </span>
  );
}

function ViewLabel({ view }: { view: (typeof MAIN_VIEWS)[number] }) {
  const t = useTranslations("list");
  const counts = useViewCounts();
  return (
    <>
      <span className="truncate">{t(`views.${view}`)}</span>
      {/* The count for "All" would only be the sum of the others. */}
      {view !== "all" && <ViewCount count={counts?.[view]} />}
    </>
  );
}

const KeptSearches = lazily(
  () => import("#components/inbox/list/kept-searches.tsx"),
);
const SaveSearch = lazily(
  () => import("#components/inbox/list/save-search.tsx"),
);

const MIN_KEPT_CHARACTERS = 2;

function SearchField({
  value,
  onChange,
  onSaveAsView,
  field,
}: {
  value: string;
  onChange: (value: string) => void;
  onSaveAsView: (search: SearchAsView) => void;
  field: RefObject<HTMLInputElement | null>;
}) {
  const t = useTranslations("list");
  const searches = useTranslations("searches");
  const { remember } = useSearchActions();
  const { seenBy } = useMe();
  const [isInside, setInside] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const q = value.trim();
  // A failure loses one entry of the recent searches, so the agent is not told.
  const keep = () => {
    if (seenBy === null && countCharacters(q) >= MIN_KEPT_CHARACTERS)
      void remember(q).catch(() => undefined);
  };
  return (
    <div
      className="relative"
      role="search"
      onFocus={() => setInside(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setInside(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.target === field.current) return;
        event.stopPropagation();
        field.current?.focus();
      }}
    >
      <Search
        aria-hidden
        className="pointer-events-none absolute start-2.5 top-1/2 size-4 -translate-y-1/2 text-subtle"
      />
      <Input
        ref={field}
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") keep();
          if (event.key === "ArrowDown") {
            event.preventDefault();
            enterChoices();
          }
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onChange("");
          event.currentTarget.blur();
        }}
        placeholder={t("search")}
        aria-label={t("search")}
        aria-keyshortcuts="/"
        className="h-8 ps-8 pe-16 [&::-webkit-search-cancel-button]:hidden"
      />
      {value !== "" && (
        <span className="absolute end-0.5 top-1/2 flex -translate-y-1/2">
          <IconButton
            label={searches("save")}
            size="icon-sm"
            onClick={() => setSaving(true)}
          >
            <Bookmark />
          </IconButton>
          <IconButton
            label={t("clearSearch")}
            size="icon-sm"
            onClick={() => {
              onChange("");
              field.current?.focus();
            }}
          >
            <X />
          </IconButton>
        </span>
      )}
      {isInside && value === "" && (
        <Suspense>
          <KeptSearches
            onChoose={(chosen) => {
              onChange(chosen);
              field.current?.focus();
            }}
            onSaveAsView={onSaveAsView}
          />
        </Suspense>
      )}
      {isSaving && (
        <Suspense>
          <SaveSearch q={q} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </div>
  );
}

const FilterPanel = lazily(
  () => import("#components/inbox/list/filter-panel.tsx"),
);

function FilterMenu(props: { open: OpenView }) {
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

const SearchFilterPanel = lazily(
  () => import("#components/inbox/list/search-filter-panel.tsx"),
);

function SearchFilterMenu(props: {
  search: string;
  onSearch: (search: string) => void;
}) {
  const t = useTranslations("searches.filters");
  return (
    <FloatingButton
      kind="menu"
      preload={SearchFilterPanel.preload}
      button={
        <IconButton label={t("label")} size="icon-sm">
          <ListFilter />
        </IconButton>
      }
      panel={(floating) => <SearchFilterPanel {...floating} {...props} />}
    />
  );
}
