"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BadgeCheck } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type {
  ContactField,
  ContactProof as Proof,
} from "#contract/customers/contact-proof.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { isMaskedContact } from "#contract/text/contact-mask.ts";
import { VerifyDialog } from "#components/customers/verify-dialog.tsx";
import { api } from "#components/live/transport/api.ts";
import { useAgents } from "#components/live/queries/use-directory.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { toast } from "#components/page/toast.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { dateAndTime } from "#components/words/times.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** Whether an email or a phone number was verified: by whom, when and how; and the way to change it. */
export function ContactProof({
  customer,
  field,
  mayEdit,
}: {
  customer: Customer;
  field: ContactField;
  mayEdit: boolean;
}) {
  const t = useTranslations("contactProof");
  const [isAsked, setIsAsked] = useState(false);
  const remove = useRemove(customer.id, field);
  const proof = customer.verified[field];
  return (
    <div className="text-xs text-muted-foreground">
      <p className="flex flex-wrap items-center gap-x-3">
        {proof === null ? t("claimed") : <Verified proof={proof} />}
        {mayEdit && !isMaskedContact(customer[field]) && (
          // One button for both, so that it keeps the focus.
          <Button
            size="sm"
            variant="link"
            className="text-xs"
            aria-label={
              proof === null
                ? t(`verifyWhat.${field}`)
                : t(`removeWhat.${field}`)
            }
            busy={remove.isPending}
            onClick={() => (proof ? remove.mutate() : setIsAsked(true))}
          >
            {proof === null ? t("verify") : t("remove")}
          </Button>
        )}
      </p>
      {proof && <p className="bidi break-words">{proof.reason}</p>}
      {isAsked && (
        <VerifyDialog
          customer={customer}
          field={field}
          onClose={() => setIsAsked(false)}
        />
      )}
    </div>
  );
}

function Verified({ proof }: { proof: Proof }) {
  const t = useTranslations("contactProof");
  const locale = useLocale();
  const agents = useAgents().data;
  const name = agents?.find(({ id }) => id === proof.byId)?.name;
  const when = dateAndTime(locale, proof.at);
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <BadgeCheck aria-hidden className="size-3.5 shrink-0 text-success" />
      {name === undefined
        ? t("verifiedOnce", { when })
        : t("verified", { name, when })}
    </span>
  );
}

function useRemove(customerId: string, field: ContactField) {
  const words = useErrorWords();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api<Customer>(`/customers/${customerId}/verify`, {
        method: "DELETE",
        query: { key: field },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData(liveKey("customer", customerId), saved);
    },
    onError: (error) => toast.error(words(error)),
  });
}
