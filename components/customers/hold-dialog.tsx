"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import {
  MAX_HOLD_REASON,
  type LegalHold,
} from "#contract/customers/legal-hold.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useChannelNames } from "#components/live/queries/use-directory.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const ALL = "all";
/** More conversations of one customer than a list is good for. */
const MAX_THREADS = 50;

/** Asks what is held, why and how long. */
export function HoldDialog({
  customer,
  onClose,
}: {
  customer: Customer;
  onClose: () => void;
}) {
  const t = useTranslations("customer.holds");
  const locale = useLocale();
  const words = useErrorWords();
  const nameOf = useCustomerName();
  const { data: channels = [] } = useChannelNames();
  const queryClient = useQueryClient();
  const [what, setWhat] = useState(ALL);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState<string | null>(null);
  const { data: threads = [] } = useQuery({
    queryKey: liveKey("hold-threads", customer.id),
    queryFn: ({ signal }) =>
      api<Page<Thread>>("/threads", {
        query: { customer: customer.id, limit: MAX_THREADS },
        signal,
      }),
    select: ({ items }) => items,
  });
  const place = useMutation({
    mutationFn: () =>
      api<LegalHold>(`/customers/${customer.id}/holds`, {
        method: "POST",
        body: { reason, until, threadId: what === ALL ? null : what },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({
        queryKey: liveKey("customer-holds", customer.id),
      });
      onClose();
    },
  });
  return (
    <FormDialog
      title={t("placeTitle", { name: nameOf(customer) })}
      description={t("placeText")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        place.mutate();
      }}
      submitLabel={t("submit")}
      isDirty={reason !== ""}
      isSaving={place.isPending}
      problem={place.error ? words(place.error) : null}
    >
      <Field label={t("what")}>
        {(control) => (
          <Select
            {...control}
            value={what}
            onValueChange={setWhat}
            groups={[
              { value: ALL, label: t("all") },
              ...threads.map(({ id, channelId, lastMessageAt }) => ({
                value: id,
                label: t("thread", {
                  channel:
                    channels.find(({ id: own }) => own === channelId)?.name ??
                    "…",
                  time: dateAndTime(locale, lastMessageAt),
                }),
              })),
            ]}
          />
        )}
      </Field>
      <Field label={t("reason")} hint={t("reasonHint")}>
        {(control) => (
          <Textarea
            {...control}
            value={reason}
            required
            rows={3}
            maxLength={MAX_HOLD_REASON}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("until")} hint={t("untilHint")}>
        {(control) => (
          <DateTimeInput {...control} value={until} onChange={setUntil} />
        )}
      </Field>
    </FormDialog>
  );
}
