"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { DataRequestDetail } from "#contract/customers/data-request.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { toast } from "#components/page/toast.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { CustomerSearch } from "#components/settings/data-requests/customer-search.tsx";
import type { RequestChange } from "#components/settings/data-requests/use-request-change.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { dateAndTime, shortDate } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const NOBODY = "nobody";
const COUNTS = ["messages", "files", "notes", "leads", "identities"] as const;

/** The facts of a request, with the fields that are set in place. */
export function RequestFacts({
  request,
  change,
}: {
  request: DataRequestDetail;
  /** Null: for reading. */
  change: RequestChange | null;
}) {
  const t = useTranslations("settings.dataRequests");
  const locale = useLocale();
  const { identity, extended } = request;
  return (
    <dl className="divide-y text-sm">
      {request.contact !== null && (
        <Fact label={t("contact")}>{request.contact}</Fact>
      )}
      <Fact label={t("way")}>{t(`ways.${request.way}`)}</Fact>
      <Fact label={t("receivedAt")}>
        {dateAndTime(locale, request.receivedAt)}
      </Fact>
      <Fact label={t("jurisdiction")}>
        {t(`jurisdictions.${request.jurisdiction}`)}
      </Fact>
      <Fact label={t("dueAt")}>
        {shortDate(locale, request.dueAt)}
        {extended !== null && (
          <Note>
            {t("extendedOn", { date: shortDate(locale, extended.at) })}
            {extended.reason !== null && ` ${extended.reason}`}
          </Note>
        )}
      </Fact>
      <Fact label={t("identity")}>
        {identity === null
          ? t("notChecked")
          : t("checkedBy", {
              name: identity.by,
              date: shortDate(locale, identity.at),
            })}
        {identity?.how && <Note>{identity.how}</Note>}
      </Fact>
      <Fact label={t("customer")}>
        <CustomerFact request={request} change={change} />
      </Fact>
      {request.certificate !== null && (
        <Fact label={t("certificate")}>
          <Certificate certificate={request.certificate} />
        </Fact>
      )}
      {request.confirmationCode !== null && (
        <Fact label={t("confirmationCode")}>
          <a
            href={`/deletion/${request.confirmationCode}`}
            target="_blank"
            rel="noreferrer"
            className="text-primary underline"
          >
            {request.confirmationCode}
          </a>
        </Fact>
      )}
      <Fact label={t("owner")}>
        <OwnerFact request={request} change={change} />
      </Fact>
      {request.refusedReason !== null && (
        <Fact label={t("refusedReason")}>{request.refusedReason}</Fact>
      )}
    </dl>
  );
}

/** The counts of what the erasure of the customer removed. */
function Certificate({
  certificate: { erasedAt, erased },
}: {
  certificate: NonNullable<DataRequestDetail["certificate"]>;
}) {
  const t = useTranslations("settings.dataRequests");
  const locale = useLocale();
  const format = useFormatter();
  const counts = COUNTS.flatMap((kind) =>
    erased[kind] > 0 ? [t(`counts.${kind}`, { count: erased[kind] })] : [],
  );
  return (
    <>
      {t("erasedOn", { date: dateAndTime(locale, erasedAt) })}
      {counts.length > 0 && <Note>{format.list(counts)}</Note>}
    </>
  );
}

function CustomerFact({
  request: { customerId, erasedAt, name, contact },
  change,
}: {
  request: DataRequestDetail;
  change: RequestChange | null;
}) {
  const t = useTranslations("settings.dataRequests");
  const { role } = useMe();
  const [isSearching, setSearching] = useState(false);
  if (erasedAt !== null) return t("erasedPerson");
  return (
    <div className="flex flex-wrap items-center gap-2">
      {customerId === null ? (
        <span>{t("noCustomer")}</span>
      ) : mayOpen(role, "customers") ? (
        <PageLink
          href={`/customers/${customerId}`}
          className="text-primary underline"
        >
          {t("openCustomer")}
        </PageLink>
      ) : (
        <span>{t("linked")}</span>
      )}
      {change !== null && (
        <Button
          size="sm"
          onClick={() => {
            // The dialog shows its own error, and none of another act.
            change.reset();
            setSearching(true);
          }}
        >
          {customerId === null ? t("findCustomer") : t("changeCustomer")}
        </Button>
      )}
      {isSearching && change !== null && (
        <CustomerSearch
          initial={contact ?? name}
          change={change}
          onClose={() => setSearching(false)}
        />
      )}
    </div>
  );
}

function OwnerFact({
  request: { ownerId },
  change,
}: {
  request: DataRequestDetail;
  change: RequestChange | null;
}) {
  const t = useTranslations("settings.dataRequests");
  const words = useErrorWords();
  const agents = useAgents().data ?? [];
  if (change === null)
    return agents.find(({ id }) => id === ownerId)?.name ?? t("noOwner");
  return (
    <Select
      aria-label={t("owner")}
      className="max-w-64"
      value={ownerId ?? NOBODY}
      onValueChange={(value) =>
        change.mutate(
          { ownerId: value === NOBODY ? null : value },
          { onError: (error) => toast.error(words(error)) },
        )
      }
      groups={[
        { value: NOBODY, label: t("noOwner") },
        ...agents
          .filter(
            ({ id, role }) =>
              id === ownerId || role === "owner" || role === "admin",
          )
          .map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-3 py-2">
      <dt className="w-40 shrink-0 text-muted-foreground">{label}</dt>
      <dd className="bidi min-w-0 flex-[1_1_12rem] break-words">{children}</dd>
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <p className="text-muted-foreground">{children}</p>;
}
