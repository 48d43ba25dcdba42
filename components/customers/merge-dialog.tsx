"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { ChoiceField } from "#components/forms/fields/choice-field.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import {
  chosenOf,
  MergePreview,
  type Taken,
} from "#components/customers/merge-preview.tsx";
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
  const [taken, setTaken] = useState<Taken>(new Set());
  const merge = useMerge(one.id, onClose);
  return (
    <FormDialog
      title={t("mergeTitle")}
      description={t("mergeText")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        merge.mutate({
          survivorId: survivor.id,
          otherId: gone.id,
          ...chosenOf(taken),
        });
      }}
      submitLabel={t("merge")}
      isDirty={false}
      isSaving={merge.isPending}
      problem={merge.error ? words(merge.error) : null}
    >
      <ChoiceField
        label={t("keep")}
        value={kept}
        onChange={(side) => {
          setKept(side);
          // A choice was between the two in their places.
          setTaken(new Set());
        }}
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
      <MergePreview
        survivor={survivor}
        gone={gone}
        taken={taken}
        onTake={setTaken}
      />
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
