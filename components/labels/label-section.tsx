"use client";

import { Tag } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import type { Label } from "#contract/customers/label.ts";
import {
  LabelChip,
  useAssignedLabels,
} from "#components/labels/label-chip.tsx";
import type { LabelTarget } from "#components/labels/use-assign-label.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { lazily } from "#components/page/lazily.ts";

const LabelDialog = lazily(() => import("#components/labels/label-dialog.tsx"));

/** The labels of a thread or a customer, and the way to change them. */
export function LabelSection({
  title,
  of,
  labels,
  mayEdit,
}: {
  title: string;
  of: LabelTarget;
  labels: readonly Label[];
  mayEdit: boolean;
}) {
  const t = useTranslations("labels");
  const worn = useAssignedLabels(labels);
  const [isEditing, setEditing] = useState(false);
  if (!mayEdit && worn.length === 0) return null;
  return (
    <section className="mt-5">
      <div className="flex h-8 items-center justify-between">
        <h3 className="text-xs font-medium text-muted-foreground">{title}</h3>
        {mayEdit && (
          <IconButton
            label={t(of.type === "thread" ? "editThread" : "editCustomer")}
            size="icon-sm"
            onClick={() => setEditing(true)}
          >
            <Tag />
          </IconButton>
        )}
      </div>
      {worn.length === 0 ? (
        <p className="text-sm text-muted-foreground">{t("none")}</p>
      ) : (
        <ul className="flex flex-wrap gap-1">
          {worn.map((label) => (
            <li key={label.id} className="max-w-full">
              <LabelChip label={label} />
            </li>
          ))}
        </ul>
      )}
      {isEditing && (
        <Suspense>
          <LabelDialog
            of={of}
            labels={labels}
            onClose={() => setEditing(false)}
          />
        </Suspense>
      )}
    </section>
  );
}
