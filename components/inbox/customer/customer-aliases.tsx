"use client";

import { useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import { useRevealedCustomer } from "#components/contacts/use-revealed.ts";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { toast } from "#components/page/toast.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { ConfirmDialog } from "#components/ui/overlays/confirm-dialog.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** The names of customers who were merged into this one, and the way to remove one. */
export default function CustomerAliases({
  customer: given,
  mayEdit,
}: {
  customer: Customer;
  mayEdit: boolean;
}) {
  const { shown: customer } = useRevealedCustomer(given);
  const t = useTranslations("customer.aliases");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const [going, setGoing] = useState<string | null>(null);
  const remove = async (alias: string) => {
    try {
      const saved = await api<Customer>(`/customers/${customer.id}`, {
        method: "PATCH",
        body: { removeAliases: [alias] },
      });
      queryClient.setQueryData(liveKey("customer", customer.id), saved);
      await queryClient.invalidateQueries({ queryKey: liveKey("customers") });
    } catch (error) {
      toast.error(words(error));
    }
  };
  return (
    <>
      <div className="mt-1 flex max-w-full flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted-foreground">
        <span>{t("title")}</span>
        {customer.aliases.map((alias) => (
          <span
            key={alias}
            className="inline-flex min-h-7 min-w-0 items-center rounded-md bg-muted px-2"
          >
            <bdi className="min-w-0 break-words">{alias}</bdi>
            {mayEdit && (
              <IconButton
                label={t("remove", { name: alias })}
                size="icon-sm"
                className="-me-2"
                onClick={() => setGoing(alias)}
              >
                <X />
              </IconButton>
            )}
          </span>
        ))}
      </div>
      {going !== null && (
        <ConfirmDialog
          open
          onOpenChange={() => setGoing(null)}
          title={t("removeTitle", { name: going })}
          description={t("removeText")}
          action={t("removeAction")}
          onConfirm={() => remove(going)}
        />
      )}
    </>
  );
}
