"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  MAX_PROOF_REASON,
  type ContactField,
} from "#contract/customers/contact-proof.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Asks how the agent has checked that an email or a phone number is the customer's. */
export function VerifyDialog({
  customer,
  field,
  onClose,
}: {
  customer: Customer;
  field: ContactField;
  onClose: () => void;
}) {
  const t = useTranslations("contactProof");
  const words = useErrorWords();
  const nameOf = useCustomerName();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const value = customer[field];
  const verify = useMutation({
    mutationFn: () =>
      api<Customer>(`/customers/${customer.id}/verify`, {
        method: "POST",
        body: { key: field, reason, ...(value === null ? {} : { value }) },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData(liveKey("customer", customer.id), saved);
      onClose();
    },
  });
  return (
    <FormDialog
      title={t(`title.${field}`)}
      description={t("text", { name: nameOf(customer) })}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        setIsMissing(reason.trim() === "");
        if (reason.trim() !== "") verify.mutate();
      }}
      submitLabel={t("verify")}
      isDirty={reason !== ""}
      isSaving={verify.isPending}
      problem={verify.error ? words(verify.error) : null}
    >
      <p className="bidi text-sm font-medium break-all">{value}</p>
      <Field
        label={t("reason")}
        hint={t("reasonHint")}
        error={isMissing ? t("reasonMissing") : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={MAX_PROOF_REASON}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
