"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { broughtAliases, unitedAliases } from "#contract/customers/aliases.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { fieldText } from "#components/inbox/customer/field-text.ts";
import { useAccountOwnerName } from "#components/inbox/customer/account-owner.tsx";
import { useMerge } from "#components/customers/use-merge.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

type Side = "one" | "other";

/** Shows what the merged customer will be, field by field, before two customers become one. */
export function MergeDialog({
  one,
  other,
  onClose,
}: {
  one: Customer;
  other: Customer;
  onClose: () => void;
}) {
  const t = useTranslations("customer.duplicates");
  const words = useErrorWords();
  const nameOf = useCustomerName();
  const tellApart = useTellApart();
  const facts = { one: tellApart(one), other: tellApart(other) };
  // Two people of one name can have written for the first time in the same minute.
  const areAlike = facts.one === facts.other;
  const [kept, setKept] = useState<Side>("one");
  const [survivor, gone] = kept === "one" ? [one, other] : [other, one];
  const merge = useMerge(one.id, onClose);
  return (
    <FormDialog
      title={t("mergeTitle")}
      description={t("mergeText")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        merge.mutate({ survivorId: survivor.id, otherId: gone.id });
      }}
      submitLabel={t("merge")}
      isDirty={false}
      isSaving={merge.isPending}
      problem={merge.error ? words(merge.error) : null}
    >
      <ChoiceField
        label={t("keep")}
        value={kept}
        onChange={setKept}
        choices={[
          {
            value: "one",
            label: nameOf(one),
            picture: <Face customer={one} />,
            hint: <About customer={one} facts={facts.one} hasId={areAlike} />,
          },
          {
            value: "other",
            label: nameOf(other),
            picture: <Face customer={other} />,
            hint: (
              <About customer={other} facts={facts.other} hasId={areAlike} />
            ),
          },
        ]}
      />
      <Preview survivor={survivor} gone={gone} />
    </FormDialog>
  );
}

/** The photo tells two of one name apart before anything else does. */
function Face({ customer }: { customer: Customer }) {
  const nameOf = useCustomerName();
  return (
    <Avatar
      id={customer.id}
      name={nameOf(customer)}
      url={customer.avatarUrl}
      size="md"
    />
  );
}

/** A line by which two customers of the same name can be told apart. */
function useTellApart(): (customer: Customer) => string {
  const t = useTranslations("customer.duplicates");
  const locale = useLocale();
  const channels = useChannelNames().data ?? [];
  return ({ identities, email, phone, createdAt }) =>
    [
      ...channels
        .filter(({ id }) => identities.some((one) => one.channelId === id))
        .map(({ name }) => name),
      email,
      phone,
      t("since", { date: dateAndTime(locale, createdAt) }),
    ]
      .filter(Boolean)
      .join(" · ");
}

/** The facts about a customer, and the last message that the agent may see. */
function About({
  customer: { id, identities },
  facts,
  hasId,
}: {
  customer: Customer;
  facts: string;
  /** Whether the vendor's id is needed to tell them apart. */
  hasId: boolean;
}) {
  const t = useTranslations("customer.duplicates");
  const locale = useLocale();
  const preview = usePreviewText();
  const { data: thread } = useQuery({
    queryKey: liveKey("customer-threads", id, "last"),
    queryFn: async ({ signal }) =>
      (
        await api<Page<Thread>>("/threads", {
          query: { customer: id, limit: 1 },
          signal,
        })
      ).items[0] ?? null,
  });
  const [identity] = identities;
  return (
    <>
      <span className="block">{facts}</span>
      {thread?.lastMessage && (
        <span className="bidi line-clamp-2 break-words">
          {t("lastMessage", {
            date: dateAndTime(locale, thread.lastMessageAt),
            text: preview(thread),
          })}
        </span>
      )}
      {hasId && identity && (
        <span className="block tabular-nums">
          {t("id", { id: identity.externalId })}
        </span>
      )}
    </>
  );
}

/** Pure. */
function aliasesAfter(survivor: Customer, gone: Customer): string[] {
  const named = ({ name, nameKnown, aliases }: Customer) => ({
    name: nameKnown ? name : null,
    aliases,
  });
  const brought = broughtAliases(named(survivor), named(gone));
  return unitedAliases(survivor.aliases, brought);
}

function Preview({ survivor, gone }: { survivor: Customer; gone: Customer }) {
  const t = useTranslations("customer");
  const words = useTranslations("customer.duplicates");
  const nameOf = useCustomerName();
  const ownerId = survivor.ownerId ?? gone.ownerId;
  const owner = useAccountOwnerName(ownerId);
  const named = survivor.nameKnown
    ? survivor
    : gone.nameKnown
      ? gone
      : survivor;
  const fields = { ...gone.fields, ...survivor.fields };
  const rows: [string, string | null, boolean][] = [
    [t("name"), nameOf(named), named === gone],
    [
      t("aliases.title"),
      aliasesAfter(survivor, gone).join(", ") || null,
      false,
    ],
    [t("email"), survivor.email ?? gone.email, survivor.email === null],
    [t("phone"), survivor.phone ?? gone.phone, survivor.phone === null],
    [t("accountOwner"), owner, survivor.ownerId === null],
    ...Object.entries(fields)
      .filter(([key]) => key !== "email" && key !== "phone")
      .map(([key, value]): [string, string, boolean] => [
        key,
        fieldText(value),
        !(key in survivor.fields),
      ]),
  ];
  const channels = survivor.identities.length + gone.identities.length;
  return (
    <section aria-label={words("preview")}>
      <h3 className="mb-1.5 text-sm font-medium">{words("preview")}</h3>
      <dl className="divide-y rounded-lg border text-sm">
        {rows
          .filter(([, value]) => value !== null)
          .map(([label, value, isTaken]) => (
            <div key={label} className="flex flex-wrap gap-x-3 px-3 py-2">
              <dt className="bidi w-32 shrink-0 text-muted-foreground">
                {label}
              </dt>
              <dd className="bidi min-w-0 flex-1 break-words">
                {value}
                {isTaken && (
                  <span className="ms-2 text-xs text-muted-foreground">
                    {words("fromOther")}
                  </span>
                )}
              </dd>
            </div>
          ))}
        <div className="flex flex-wrap gap-x-3 px-3 py-2">
          <dt className="w-32 shrink-0 text-muted-foreground">
            {words("channels")}
          </dt>
          <dd className="tabular-nums">{channels}</dd>
        </div>
      </dl>
    </section>
  );
}
