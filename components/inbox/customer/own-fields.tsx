"use client";

import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import { useFieldValueText } from "#components/inbox/customer/typed-fields.tsx";
import { useCustomerFields } from "#components/live/queries/use-directory.ts";
import { useRevealedCustomer } from "#components/contacts/use-revealed.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { lazily } from "#components/page/lazily.ts";

const EditDialog = lazily(
  () => import("#components/inbox/customer/edit-customer-dialog.tsx"),
);

/** E-mail and phone stand among the facts. */
const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set(["email", "phone"]);

/** The team's own fields of a customer, the defined ones first, with a button to edit them. */
export function OwnFields({
  customer: given,
  mayEdit,
}: {
  customer: Customer;
  mayEdit: boolean;
}) {
  const { shown: customer } = useRevealedCustomer(given);
  const t = useTranslations("customer");
  const textOf = useFieldValueText();
  const [isEditing, setEditing] = useState(false);
  const { data: defined = [] } = useCustomerFields();
  const known = new Set(defined.map(({ key }) => key));
  const fields = [
    ...defined.flatMap((field) =>
      customer.fields[field.key] === undefined
        ? []
        : [
            {
              key: field.key,
              name: field.name,
              text: textOf(field, customer.fields[field.key]),
            },
          ],
    ),
    ...Object.entries(customer.fields)
      .filter(([key]) => !known.has(key) && !SHOWN_ELSEWHERE.has(key))
      .map(([key, value]) => ({
        key,
        name: key,
        text: textOf(undefined, value),
      })),
  ];
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
      {fields.length === 0 ? (
        <p className="text-sm text-muted-foreground">{t("noFields")}</p>
      ) : (
        <dl className="space-y-2">
          {fields.map(({ key, name, text }) => (
            <div key={key}>
              <dt className="bidi text-xs text-muted-foreground">{name}</dt>
              <dd className="bidi text-sm break-words whitespace-pre-wrap">
                {text}
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
