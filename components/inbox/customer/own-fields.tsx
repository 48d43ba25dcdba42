"use client";

import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import { fieldText } from "#components/inbox/customer/field-text.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { lazily } from "#components/page/lazily.ts";

const EditDialog = lazily(
  () => import("#components/inbox/customer/edit-customer-dialog.tsx"),
);

/** The team's own fields of a customer, with a button to edit them. */
export function OwnFields({
  customer,
  mayEdit,
}: {
  customer: Customer;
  mayEdit: boolean;
}) {
  const t = useTranslations("customer");
  const [isEditing, setEditing] = useState(false);
  const fields = Object.entries(customer.fields);
  if (!mayEdit && fields.length === 0) return null;
  return (
    <section className="mt-6">
      <div className="flex h-8 items-center justify-between">
        <h3 className="text-xs font-medium text-muted-foreground">
          {t("fields")}
        </h3>
        {mayEdit && (
          <IconButton
            label={t("editTitle")}
            size="icon-sm"
            onClick={() => setEditing(true)}
          >
            <Pencil />
          </IconButton>
        )}
      </div>
      {fields.length > 0 && (
        <dl className="space-y-2">
          {fields.map(([name, value]) => (
            <div key={name}>
              <dt className="bidi text-xs text-muted-foreground">{name}</dt>
              <dd className="bidi text-sm break-words whitespace-pre-wrap">
                {fieldText(value)}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {isEditing && (
        <Suspense>
          <EditDialog customer={customer} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </section>
  );
}
