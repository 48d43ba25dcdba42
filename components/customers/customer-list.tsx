"use client";

import {
  Download,
  FilterX,
  SlidersHorizontal,
  Upload,
  Users,
} from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useId, useOptimistic, useState } from "react";
import { customerSortSchema } from "#contract/customers/customer-sort.ts";
import type { ListedCustomer } from "#contract/customers/customer.ts";
import { mayDo } from "#contract/people/policy.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { ApiError, apiUrl } from "#components/live/transport/api.ts";
import { AddressSearch } from "#components/navigation/address-search.tsx";
import { PageLink } from "#components/navigation/page-link.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import {
  filterOf,
  listingOf,
  NO_FILTER,
  queryOf,
  searchOf,
  type CustomerListing,
} from "./customer-listing.ts";
import { CustomerTable } from "./customer-table.tsx";
import { FilterSelects, filtersSet } from "./filter-selects.tsx";
import { PagedList } from "./paged-list.tsx";
import { SegmentBar } from "./segments/segment-bar.tsx";

const PAGE = 50;

/** A table of all customers whom the agent may see. The address holds filter and order, so that a link shows the same list. */
export function CustomerList() {
  const t = useTranslations("customers");
  const { role, seenBy } = useMe();
  // Next renders a new address a moment later; a pressed choice must show at once.
  const [listing, showAtOnce] = useOptimistic(listingOf(useSearchParams()));
  const show = (part: Partial<CustomerListing>) =>
    startTransition(() => {
      const next = { ...listing, ...part };
      showAtOnce(next);
      window.history.replaceState(
        null,
        "",
        window.location.pathname + searchOf(next),
      );
    });
  const query = queryOf(listing);
  const isNarrowed = Object.keys(NO_FILTER).some((name) => query[name]);
  const list = usePages<ListedCustomer>({
    queryKey: liveKey("customers", query),
    path: "/customers",
    query: { ...query, limit: PAGE },
  });
  const { data: stages = [] } = useCustomerStages();
  const isGone =
    listing.segment !== "" &&
    list.error instanceof ApiError &&
    list.error.code === "not_found";
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-5xl px-4 py-6 md:px-8 md:py-8">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h1 className="text-xl font-semibold">{t("title")}</h1>
          <div className="flex flex-wrap items-center gap-1">
            {seenBy === null && mayDo(role, "customers.import") && (
              <Button asChild size="sm" variant="ghost">
                <PageLink href="/customers/imports">
                  <Upload aria-hidden />
                  {t("import")}
                </PageLink>
              </Button>
            )}
            {seenBy === null && mayDo(role, "customers.export") && (
              <Button asChild size="sm" variant="ghost">
                <a href={apiUrl("/customers/export", query)} download>
                  <Download aria-hidden />
                  {t("export")}
                </a>
              </Button>
            )}
          </div>
        </div>
        <AddressSearch
          text={listing.q}
          onText={(q) => show({ q })}
          label={t("search")}
          className="mt-4 mb-3"
        />
        <Filters value={listing} onChange={show} />
        <div className="mb-3 flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <SegmentBar
            open={listing.segment}
            filter={filterOf(listing)}
            onChoose={(segment) => show({ ...NO_FILTER, segment })}
          />
          {filtersSet(listing) > 0 && (
            <Button
              variant="ghost"
              size="sm"
              onClick={() =>
                show({ ...NO_FILTER, q: listing.q, segment: listing.segment })
              }
            >
              <FilterX aria-hidden />
              {t("filters.clear")}
            </Button>
          )}
        </div>
        {isGone ? (
          <EmptyState
            icon={<Users />}
            title={t("segments.gone")}
            text={t("segments.goneHint")}
            action={
              <Button onClick={() => show(NO_FILTER)}>
                {t("segments.leave")}
              </Button>
            }
          />
        ) : (
          <PagedList
            list={list}
            failed={t("failed")}
            empty={
              <EmptyState
                icon={<Users />}
                title={isNarrowed ? t("nothingFound") : t("empty")}
                text={isNarrowed ? t("nothingFoundHint") : t("emptyHint")}
              />
            }
          >
            {(customers) => (
              <CustomerTable
                customers={customers}
                stages={stages}
                sort={listing.sort}
                onSort={(sort) => show({ sort })}
              />
            )}
          </PagedList>
        )}
      </div>
    </div>
  );
}

/** The filters; on a phone they unfold. On a wide screen, the heads of the table sort. */
function Filters({
  value,
  onChange,
}: {
  value: CustomerListing;
  onChange: (part: Partial<CustomerListing>) => void;
}) {
  const t = useTranslations("customers");
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const count = filtersSet(value);
  return (
    <>
      <div className="mb-2 flex items-center gap-2 lg:hidden">
        <Button
          className="sm:hidden"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <SlidersHorizontal aria-hidden />
          {t("filters.shown", { count })}
        </Button>
        <span
          aria-hidden
          className="text-sm text-muted-foreground max-sm:hidden"
        >
          {t("sort")}
        </span>
        <Select
          aria-label={t("sort")}
          className="min-w-0 flex-1 sm:max-w-60"
          value={value.sort}
          onValueChange={(sort) =>
            onChange({ sort: customerSortSchema.parse(sort) })
          }
          groups={customerSortSchema.options.map((sort) => ({
            value: sort,
            label: t(`sorts.${sort}`),
          }))}
        />
      </div>
      <div
        id={id}
        role="group"
        aria-label={t("filters.title")}
        className={cn(
          "mb-2 grid gap-2 sm:grid-cols-2 lg:grid-cols-4",
          !isOpen && "max-sm:hidden",
        )}
      >
        <FilterSelects texts={value} onChange={onChange} />
      </div>
    </>
  );
}
