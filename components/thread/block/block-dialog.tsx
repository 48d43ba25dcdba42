"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const MAX_REASON = 500;

/** Asks why and how long a customer is blocked, and says what a block does. */
export default function BlockDialog({
  customer,
  onClose,
}: {
  customer: Customer;
  onClose: () => void;
}) {
  const t = useTranslations("customer.actions");
  const words = useErrorWords();
  const nameOf = useCustomerName();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState<string | null>(null);
  const block = useMutation({
    mutationFn: () =>
      api<Customer>(`/customers/${customer.id}/block`, {
        method: "POST",
        body: { reason, until },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData(liveKey("customer", customer.id), saved);
      onClose();
    },
  });
  return (
    <FormDialog
      title={t("blockTitle", { name: nameOf(customer) })}
      description={t("blockText")}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        block.mutate();
      }}
      submitLabel={t("block")}
      isDirty={reason !== ""}
      isSaving={block.isPending}
      problem={block.error ? words(block.error) : null}
    >
      <Field label={t("reason")} hint={t("reasonHint")}>
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={MAX_REASON}
            autoComplete="off"
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
