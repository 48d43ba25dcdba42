"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { shortDate } from "#components/words/times.ts";

const PAGE = 50;

/** Everybody who has ever written, as far as I may see them. */
export function CustomerList() {
  const t = useTranslations("customers");
  const words = useErrorWords();
  const [search, setSearch] = useState("");
  const query = useDeferredValue(search.trim());
  const {
    data,
    isPending,
    error,
    refetch,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
  } = useInfiniteQuery({
    queryKey: liveKey("customers", query),
    queryFn: ({ pageParam, signal }) =>
      api<Page<Customer>>("/customers", {
        query: { q: query || undefined, limit: PAGE, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const customers = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-3xl px-4 py-6 md:px-8 md:py-8">
        <h1 className="text-xl font-semibold">{t("title")}</h1>
        <SearchInput
          value={search}
          onChange={setSearch}
          label={t("search")}
          className="mt-4 mb-4"
          role="search"
        />
        {error ? (
          <EmptyState
            title={t("failed")}
            text={words(error)}
            action={
              <Button onClick={() => void refetch()}>{t("retry")}</Button>
            }
          />
        ) : isPending ? (
          <Skeleton className="h-64 rounded-lg" />
        ) : customers.length === 0 ? (
          <EmptyState
            icon={<Users />}
            title={query ? t("nothingFound") : t("empty")}
            text={query ? undefined : t("emptyHint")}
          />
        ) : (
          <ul
            aria-label={t("title")}
            className="divide-y overflow-hidden rounded-lg border bg-card"
          >
            {customers.map((customer) => (
              <li key={customer.id}>
                <CustomerRow customer={customer} />
              </li>
            ))}
          </ul>
        )}
        {hasNextPage && (
          <div className="mt-4 flex justify-center">
            <Button
              busy={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              {t("more")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function CustomerRow({ customer }: { customer: Customer }) {
  const t = useTranslations("customers");
  const locale = useLocale();
  const name = useCustomerName()(customer);
  return (
    <PageLink
      href={`/customers/${customer.id}`}
      prefetch={false}
      className="flex items-center gap-3 px-4 py-2.5 outline-offset-[-2px] hover:bg-accent"
    >
      <Avatar id={customer.id} name={name} url={customer.avatarUrl} size="sm" />
      <span className="min-w-0 flex-1 items-center gap-3 sm:flex">
        <span className="bidi block truncate font-medium sm:flex-1">
          {name}
        </span>
        <span className="block text-sm text-muted-foreground max-sm:text-xs">
          {t("since", { date: shortDate(locale, customer.createdAt) })}
        </span>
      </span>
    </PageLink>
  );
}
