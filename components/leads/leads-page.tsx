"use client";

import { SlidersHorizontal } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useId, useOptimistic, useState } from "react";
import { mayDo } from "#contract/people/policy.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { AddressSearch } from "#components/navigation/address-search.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import {
  countSet,
  filterOf,
  NO_FILTER,
  searchOf,
  type LeadFilterValues,
  type LeadView,
} from "./lead-filter.ts";
import { LeadFilterPanel } from "./lead-filter-panel.tsx";
import { LeadAds } from "./lead-ads.tsx";
import { LeadBoard } from "./lead-board.tsx";
import { LeadFiles } from "./lead-files.tsx";
import { useListPlace } from "./list-place.ts";
import { LeadTable } from "./lead-table.tsx";

/** The leads that the agent may see. The address holds the filter, so that a link shows the same list. */
export function LeadsPage() {
  const t = useTranslations("leads");
  // Next renders a new address a moment later; a pressed choice must show at once.
  const [{ filter, view }, showAtOnce] = useOptimistic(
    filterOf(useSearchParams()),
  );
  const mayManage = mayDo(useMe().role, "leads.manage");
  const panelId = useId();
  const [isOpen, setOpen] = useState(false);
  const count = countSet(filter);
  const show = (next: LeadFilterValues, nextView: LeadView = view) =>
    startTransition(() => {
      showAtOnce({ filter: next, view: nextView });
      window.history.replaceState(
        null,
        "",
        window.location.pathname + searchOf(next, nextView),
      );
    });
  const place = useListPlace(searchOf(filter, view));
  return (
    <div {...place.page} className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-6xl px-4 py-6 md:px-8 md:py-8">
        <header className="flex flex-wrap items-center gap-2">
          <h1 className="flex-1 text-xl font-semibold">{t("title")}</h1>
          <Segmented
            label={t("view")}
            value={view}
            onValueChange={(next) => show(filter, next)}
            options={[
              { value: "list", label: t("views.list") },
              { value: "board", label: t("views.board") },
              ...(mayManage
                ? [{ value: "ads" as const, label: t("views.ads") }]
                : []),
            ]}
          />
          {mayManage && <LeadFiles filter={filter} />}
        </header>
        <div className="mt-4 mb-4 flex flex-wrap gap-2">
          <AddressSearch
            text={filter.q}
            onText={(q) => show({ ...filter, q })}
            label={t("search")}
            className="min-w-0 flex-[1_1_14rem]"
          />
          <Button
            aria-expanded={isOpen}
            aria-controls={panelId}
            className="h-9"
            onClick={() => setOpen(!isOpen)}
          >
            <SlidersHorizontal />
            {t("filter.title", { count })}
          </Button>
          {count > 0 && (
            <Button
              variant="ghost"
              className="h-9"
              onClick={() => show({ ...NO_FILTER, q: filter.q })}
            >
              {t("filter.clear")}
            </Button>
          )}
        </div>
        <div id={panelId} className={isOpen ? "mb-4" : undefined}>
          {isOpen && (
            <LeadFilterPanel
              filter={filter}
              onChange={(part) => show({ ...filter, ...part })}
            />
          )}
        </div>
        {view === "board" ? (
          <LeadBoard filter={filter} place={place.board} />
        ) : view === "ads" && mayManage ? (
          <LeadAds filter={filter} />
        ) : (
          <LeadTable filter={filter} onClear={() => show(NO_FILTER)} />
        )}
      </div>
    </div>
  );
}
