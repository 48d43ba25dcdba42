"use client";

import { Download, Upload, Users } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useOptimistic } from "react";
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
import { PagedList } from "./paged-list.tsx";
import { SegmentBar } from "./segments/segment-bar.tsx";
import { useFilterChoices } from "./use-filter-choices.ts";

const PAGE = 50;
/** A choice needs a value that is not empty. */
const ANY = "any";

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
        <div className="mb-3">
          <SegmentBar
            open={listing.segment}
            filter={filterOf(listing)}
            onChoose={(segment) => show({ ...NO_FILTER, segment })}
          />
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

/** Each chooses one of many; empty: any. */
function Filters({
  value,
  onChange,
}: {
  value: CustomerListing;
  onChange: (part: Partial<CustomerListing>) => void;
}) {
  const t = useTranslations("customers");
  const choices = useFilterChoices(value.label);
  const areFour = choices.length === 4;
  return (
    <div
      className={cn(
        "mb-2 grid grid-cols-2 gap-2",
        areFour ? "lg:grid-cols-4" : "sm:grid-cols-3",
      )}
    >
      {choices.map(({ name, label, any, options }) => (
        <Select
          key={name}
          aria-label={label}
          value={value[name] || ANY}
          onValueChange={(id) => onChange({ [name]: id === ANY ? "" : id })}
          groups={[
            { value: ANY, label: any },
            ...options.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      ))}
      {/* On a wide screen, the heads of the table sort. */}
      <div
        className={cn(
          "flex min-w-0 items-center gap-2 text-sm lg:hidden",
          // On a phone it fills the row of three filters.
          areFour ? "col-span-full" : "sm:col-span-full",
        )}
      >
        <span
          aria-hidden
          className={cn(
            "shrink-0 text-muted-foreground",
            !areFour && "max-sm:hidden",
          )}
        >
          {t("sort")}
        </span>
        <Select
          aria-label={t("sort")}
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
    </div>
  );
}
