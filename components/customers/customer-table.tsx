"use client";

import { ArrowDown, ArrowUp, Ban } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { CustomerSort } from "#contract/customers/customer-sort.ts";
import type { CustomerStage } from "#contract/customers/customer-stage.ts";
import type { ListedCustomer } from "#contract/customers/customer.ts";
import { isBlocked, SPAM_REASON } from "#contract/customers/is-blocked.ts";
import { useAccountOwnerName } from "#components/inbox/customer/account-owner.tsx";
import {
  LabelChip,
  useAssignedLabels,
} from "#components/labels/label-chip.tsx";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useNow } from "#components/page/use-now.ts";
import { cn } from "#components/ui/class-names.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { dateAndTime, fullTime, shortDate } from "#components/words/times.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useListTime } from "#components/words/use-times.ts";

const LABELS_SHOWN = 2;
const COLUMNS = "items-center gap-x-4 gap-y-0.5";
const WITHOUT_STAGE =
  "lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1fr)_3rem_7rem]";
const WITH_STAGE =
  "lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_minmax(0,0.9fr)_minmax(0,1.2fr)_minmax(0,1fr)_3rem_7rem]";

/** The rows as a table; on a narrow screen as cards without heads. A head that sorts is a button. */
export function CustomerTable({
  customers,
  stages,
  sort,
  onSort,
}: {
  customers: ListedCustomer[];
  stages: CustomerStage[];
  sort: CustomerSort;
  onSort: (sort: CustomerSort) => void;
}) {
  const t = useTranslations("customers");
  const stageWords = useTranslations("customerStages");
  const columns = cn(COLUMNS, stages.length > 0 ? WITH_STAGE : WITHOUT_STAGE);
  const by = { sort, onSort };
  return (
    <div
      role="table"
      aria-label={t("title")}
      className="overflow-hidden rounded-lg border bg-card"
    >
      <div role="rowgroup">
        <div
          role="row"
          className={cn(
            columns,
            "hidden border-b bg-muted/50 px-4 py-1 text-xs font-medium text-muted-foreground lg:grid",
          )}
        >
          <span
            role="columnheader"
            aria-sort={
              sort === "name"
                ? "ascending"
                : sort === "created"
                  ? "descending"
                  : "none"
            }
            className="flex min-w-0 gap-4"
          >
            <SortButton of="name" {...by}>
              {t("columns.customer")}
            </SortButton>
            <SortButton of="created" {...by}>
              {t("columns.since")}
            </SortButton>
          </span>
          <span role="columnheader">{t("columns.channel")}</span>
          {stages.length > 0 && (
            <span role="columnheader">{stageWords("title")}</span>
          )}
          <span role="columnheader">{t("columns.labels")}</span>
          <span role="columnheader">{t("columns.accountOwner")}</span>
          <span role="columnheader" className="text-end">
            {t("columns.open")}
          </span>
          <span
            role="columnheader"
            aria-sort={sort === "last_message" ? "descending" : "none"}
            className="flex min-w-0 justify-end"
          >
            <SortButton of="last_message" {...by}>
              {t("columns.lastMessage")}
            </SortButton>
          </span>
        </div>
      </div>
      <div role="rowgroup" className="divide-y">
        {customers.map((customer) => (
          <CustomerRow
            key={customer.id}
            customer={customer}
            stages={stages}
            columns={columns}
          />
        ))}
      </div>
    </div>
  );
}

function SortButton({
  of,
  sort,
  onSort,
  children,
}: {
  of: CustomerSort;
  sort: CustomerSort;
  onSort: (sort: CustomerSort) => void;
  children: ReactNode;
}) {
  const t = useTranslations("customers");
  const Arrow = of === "name" ? ArrowUp : ArrowDown;
  const isOn = of === sort;
  return (
    <button
      type="button"
      title={t(`sorts.${of}`)}
      aria-pressed={isOn}
      onClick={() => onSort(of)}
      className={cn(
        "-mx-1.5 flex min-w-0 items-center gap-1 rounded-md px-1.5 py-1 hover:bg-accent hover:text-foreground",
        isOn && "text-foreground",
      )}
    >
      <span className="truncate">{children}</span>
      {isOn && <Arrow aria-hidden className="size-3.5 shrink-0" />}
    </button>
  );
}

function CustomerRow({
  customer,
  stages,
  columns,
}: {
  customer: ListedCustomer;
  stages: CustomerStage[];
  columns: string;
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
  const since = shortDate(locale, customer.createdAt);
  const captioned = (caption: string, text: ReactNode) => (
    <>
      <span className="sr-only">{caption}: </span>
      {text}
    </>
  );
  return (
    <div
      role="row"
      className={cn(
        columns,
        "relative grid grid-cols-[minmax(0,1fr)_auto] px-4 py-2.5 text-sm hover:bg-accent",
      )}
    >
      <span
        role="cell"
        className="flex min-w-0 items-center gap-3 max-lg:row-span-2"
      >
        <Avatar
          id={customer.id}
          name={name}
          url={customer.avatarUrl}
          size="sm"
        />
        <span className="min-w-0">
          <PageLink
            href={`/customers/${customer.id}`}
            prefetch={false}
            // The whole row leads to the customer.
            className="bidi block truncate font-medium outline-none after:absolute after:inset-0 after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-ring"
          >
            {name}
          </PageLink>
          <span className="block truncate text-xs text-muted-foreground">
            <span className="lg:hidden">{t("since", { date: since })}</span>
            <span className="max-lg:hidden">
              {captioned(t("columns.since"), since)}
            </span>
          </span>
        </span>
      </span>
      <span
        role="cell"
        className="bidi truncate text-muted-foreground max-lg:hidden"
      >
        {captioned(t("columns.channel"), channels || "–")}
      </span>
      {stages.length > 0 && (
        <span role="cell" className="min-w-0 max-lg:hidden">
          {captioned(
            stageWords("title"),
            stage ? <LabelChip label={stage} /> : "–",
          )}
        </span>
      )}
      <span
        role="cell"
        className="flex min-w-0 gap-1 overflow-hidden max-lg:hidden"
      >
        {labels.slice(0, LABELS_SHOWN).map((label) => (
          <LabelChip key={label.id} label={label} />
        ))}
        {labels.length > LABELS_SHOWN && (
          <span className="text-xs text-muted-foreground">
            +{labels.length - LABELS_SHOWN}
          </span>
        )}
      </span>
      <span
        role="cell"
        className="bidi truncate text-muted-foreground max-lg:hidden"
      >
        {captioned(t("columns.accountOwner"), accountOwner ?? "–")}
      </span>
      <span
        role="cell"
        className="text-end text-muted-foreground tabular-nums max-lg:text-xs max-lg:order-last"
      >
        {captioned(t("columns.open"), openThreads)}
        <span aria-hidden className="lg:hidden">
          {` ${t("columns.open")}`}
        </span>
      </span>
      <span
        role="cell"
        className="text-end text-xs text-muted-foreground tabular-nums"
      >
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
      <BlockCell customer={customer} />
    </div>
  );
}

/** Says until when a customer is blocked, by whom and why; nothing for others. */
function BlockCell({ customer }: { customer: ListedCustomer }) {
  const t = useTranslations("customers.block");
  const actions = useTranslations("customer.actions");
  const locale = useLocale();
  const now = useNow();
  const { block, blockedBy } = customer;
  if (block === null || !isBlocked(customer, now)) return null;
  const parts = [
    block.until === null
      ? t("forever")
      : t("until", { until: dateAndTime(locale, block.until) }),
    ...(blockedBy ? [t("by", { name: blockedBy.name })] : []),
    ...(block.reason === ""
      ? []
      : [block.reason === SPAM_REASON ? actions("spam") : block.reason]),
  ];
  return (
    <span
      role="cell"
      className="order-last col-span-full flex min-w-0 items-start gap-1.5 ps-10 text-xs text-warning"
    >
      <Ban aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span className="bidi line-clamp-3 min-w-0 break-words">
        {parts.join(" · ")}
      </span>
    </span>
  );
}
