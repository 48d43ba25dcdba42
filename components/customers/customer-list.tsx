"use client";

import { Download, Users } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useDeferredValue, useState, type ReactNode } from "react";
import type { CustomerStage } from "#contract/customers/customer-stage.ts";
import type { ListedCustomer } from "#contract/customers/customer.ts";
import { PagedList } from "#components/customers/paged-list.tsx";
import { apiUrl } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePages } from "#components/live/queries/use-pages.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { mayDo } from "#contract/people/policy.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { useAccountOwnerName } from "#components/inbox/customer/account-owner.tsx";
import {
  LabelChip,
  useAssignedLabels,
} from "#components/labels/label-chip.tsx";
import {
  useAgents,
  useChannelNames,
  useLabels,
} from "#components/live/queries/use-directory.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { cn } from "#components/ui/class-names.ts";
import { Select } from "#components/ui/controls/select.tsx";
import { useListTime } from "#components/words/use-times.ts";
import { fullTime, shortDate } from "#components/words/times.ts";

const PAGE = 50;
const LABELS_SHOWN = 2;
/** A choice needs a value that is not empty. */
const ANY = "any";
const COLUMNS = "items-center gap-x-4 gap-y-0.5";
const WITHOUT_STAGE =
  "lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1fr)_3rem_6rem]";
const WITH_STAGE =
  "lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_minmax(0,0.9fr)_minmax(0,1.2fr)_minmax(0,1fr)_3rem_6rem]";

type Filter = {
  channel?: string | undefined;
  label?: string | undefined;
  accountOwner?: string | undefined;
  stage?: string | undefined;
};

/** A table of all customers whom the agent may see. */
export function CustomerList() {
  const t = useTranslations("customers");
  const stageWords = useTranslations("customerStages");
  const { role, seenBy } = useMe();
  const [search, setSearch] = useState("");
  const query = useDeferredValue(search.trim());
  const [filter, setFilter] = useState<Filter>({});
  const isNarrowed = query !== "" || Object.values(filter).some(Boolean);
  const list = usePages<ListedCustomer>({
    queryKey: liveKey("customers", query, filter),
    path: "/customers",
    query: { ...filter, q: query || undefined, limit: PAGE },
  });
  const { data: stages = [] } = useCustomerStages();
  const hasStages = stages.length > 0;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-5xl px-4 py-6 md:px-8 md:py-8">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h1 className="text-xl font-semibold">{t("title")}</h1>
          {seenBy === null && mayDo(role, "customers.export") && (
            <Button asChild size="sm" variant="ghost">
              <a
                href={apiUrl("/customers/export", {
                  ...filter,
                  q: query || undefined,
                })}
                download
              >
                <Download aria-hidden />
                {t("export")}
              </a>
            </Button>
          )}
        </div>
        <SearchInput
          value={search}
          onChange={setSearch}
          label={t("search")}
          className="mt-4 mb-3"
          role="search"
        />
        <Filters value={filter} onChange={setFilter} stages={stages} />
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
            <div className="overflow-hidden rounded-lg border bg-card">
              <div
                aria-hidden
                className={cn(
                  COLUMNS,
                  hasStages ? WITH_STAGE : WITHOUT_STAGE,
                  "hidden border-b bg-muted/50 px-4 py-2 text-xs font-medium text-muted-foreground lg:grid",
                )}
              >
                <span>{t("columns.customer")}</span>
                <span>{t("columns.channel")}</span>
                {hasStages && <span>{stageWords("title")}</span>}
                <span>{t("columns.labels")}</span>
                <span>{t("columns.accountOwner")}</span>
                <span className="text-end">{t("columns.open")}</span>
                <span className="truncate text-end">
                  {t("columns.lastMessage")}
                </span>
              </div>
              <ul aria-label={t("title")} className="divide-y">
                {customers.map((customer) => (
                  <li key={customer.id}>
                    <CustomerRow customer={customer} stages={stages} />
                  </li>
                ))}
              </ul>
            </div>
          )}
        </PagedList>
      </div>
    </div>
  );
}

/** Each chooses one of many; undefined: any. */
function Filters({
  value,
  onChange,
  stages,
}: {
  value: Filter;
  onChange: (value: Filter) => void;
  stages: CustomerStage[];
}) {
  const t = useTranslations("customers");
  const stageWords = useTranslations("customerStages");
  const channels = useChannelNames().data ?? [];
  const labels = useLabels().data ?? [];
  const agents = useAgents().data ?? [];
  const { id: meId } = useMe();
  const choices: [
    Exclude<keyof Filter, "stage">,
    { id: string; name: string }[],
  ][] = [
    ["channel", channels],
    ["label", labels],
    [
      "accountOwner",
      // One's own customers are asked for most.
      agents
        .filter(({ disabled, role }) => !disabled && isTeammate(role))
        .toSorted((a, b) => Number(b.id === meId) - Number(a.id === meId)),
    ],
  ];
  return (
    <div
      className={cn(
        "mb-4 grid gap-2",
        stages.length > 0 ? "grid-cols-2 lg:grid-cols-4" : "sm:grid-cols-3",
      )}
    >
      {choices.map(([name, options]) => (
        <Select
          key={name}
          aria-label={t(`filters.${name}`)}
          value={value[name] ?? ANY}
          onValueChange={(id) =>
            onChange({ ...value, [name]: id === ANY ? undefined : id })
          }
          groups={[
            { value: ANY, label: t(`filters.any.${name}`) },
            ...options.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      ))}
      {stages.length > 0 && (
        <Select
          aria-label={stageWords("title")}
          value={value.stage ?? ANY}
          onValueChange={(id) =>
            onChange({ ...value, stage: id === ANY ? undefined : id })
          }
          groups={[
            { value: ANY, label: stageWords("any") },
            ...stages.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </div>
  );
}

function CustomerRow({
  customer,
  stages,
}: {
  customer: ListedCustomer;
  stages: CustomerStage[];
}) {
  const t = useTranslations("customers");
  const stageWords = useTranslations("customerStages");
  const locale = useLocale();
  const listTime = useListTime();
  const name = useCustomerName()(customer);
  const channelNames = useChannelNames().data ?? [];
  const accountOwner = useAccountOwnerName(customer.accountOwnerId);
  const labels = useAssignedLabels(customer.labels);
  const { identities, openThreads, lastMessageAt, stageId } = customer;
  const stage = stages.find(({ id }) => id === stageId);
  const channels = channelNames
    .filter(({ id }) => identities.some(({ channelId }) => channelId === id))
    .map(({ name }) => name)
    .join(", ");
  const captioned = (caption: string, text: ReactNode) => (
    <>
      <span className="sr-only">{caption}: </span>
      {text}
    </>
  );
  return (
    <PageLink
      href={`/customers/${customer.id}`}
      prefetch={false}
      className={cn(
        COLUMNS,
        stages.length > 0 ? WITH_STAGE : WITHOUT_STAGE,
        "grid grid-cols-[minmax(0,1fr)_auto] px-4 py-2.5 text-sm outline-offset-[-2px] hover:bg-accent",
      )}
    >
      <span className="flex min-w-0 items-center gap-3 max-lg:row-span-2">
        <Avatar
          id={customer.id}
          name={name}
          url={customer.avatarUrl}
          size="sm"
        />
        <span className="min-w-0">
          <span className="bidi block truncate font-medium">{name}</span>
          <span className="block truncate text-xs text-muted-foreground">
            {t("since", { date: shortDate(locale, customer.createdAt) })}
          </span>
        </span>
      </span>
      <span className="bidi truncate text-muted-foreground max-lg:hidden">
        {captioned(t("columns.channel"), channels || "–")}
      </span>
      {stages.length > 0 && (
        <span className="min-w-0 max-lg:hidden">
          {captioned(
            stageWords("title"),
            stage ? <LabelChip label={stage} /> : "–",
          )}
        </span>
      )}
      <span className="flex min-w-0 gap-1 overflow-hidden max-lg:hidden">
        {labels.slice(0, LABELS_SHOWN).map((label) => (
          <LabelChip key={label.id} label={label} />
        ))}
        {labels.length > LABELS_SHOWN && (
          <span className="text-xs text-muted-foreground">
            +{labels.length - LABELS_SHOWN}
          </span>
        )}
      </span>
      <span className="bidi truncate text-muted-foreground max-lg:hidden">
        {captioned(t("columns.accountOwner"), accountOwner ?? "–")}
      </span>
      <span className="text-end text-muted-foreground tabular-nums max-lg:text-xs max-lg:order-last">
        {captioned(t("columns.open"), openThreads)}
        <span aria-hidden className="lg:hidden">
          {` ${t("columns.open")}`}
        </span>
      </span>
      <span className="text-end text-xs text-muted-foreground tabular-nums">
        {lastMessageAt !== null &&
          captioned(
            t("columns.lastMessage"),
            <time
              dateTime={lastMessageAt}
              title={fullTime(locale, lastMessageAt)}
            >
              {listTime(lastMessageAt)}
            </time>,
          )}
      </span>
    </PageLink>
  );
}
