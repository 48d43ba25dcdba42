"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Customer } from "#contract/customers/customer.ts";
import { LabelChip, LabelDot } from "#components/labels/label-chip.tsx";
import { api } from "#components/live/transport/api.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import { toast } from "#components/page/toast.ts";
import { Select } from "#components/ui/controls/select.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

const NONE = "none";

/** The customer's stage, and the way to change it. Nothing before the company has named stages. */
export default function StageSection({
  customer,
  mayEdit,
}: {
  customer: Customer;
  mayEdit: boolean;
}) {
  const t = useTranslations("customerStages");
  const words = useErrorWords();
  const queryClient = useQueryClient();
  const titleId = useId();
  const { data: stages = [] } = useCustomerStages();
  // The chosen stage is shown while it is being saved.
  const [chosen, setChosen] = useState<string | null>(null);
  const { id, stageId } = customer;
  const stage = stages.find((one) => one.id === stageId);
  // The present stage stays in the list, so that it is shown.
  const open = stages.filter(
    (one) => one.archivedAt === null || one.id === stageId,
  );
  if (mayEdit ? open.length === 0 : !stage) return null;
  const change = async (value: string) => {
    if (value === (stageId ?? NONE)) return;
    setChosen(value);
    try {
      const saved = await api<Customer>(`/customers/${id}`, {
        method: "PATCH",
        body: { stageId: value === NONE ? null : value },
      });
      queryClient.setQueryData(liveKey("customer", id), saved);
      await queryClient.invalidateQueries({ queryKey: liveKey("customers") });
    } catch (error) {
      toast.error(words(error));
    } finally {
      setChosen(null);
    }
  };
  return (
    <section className="mt-5">
      <h3
        id={titleId}
        className="flex h-8 items-center text-xs font-medium text-muted-foreground"
      >
        {t("title")}
      </h3>
      {mayEdit ? (
        <Select
          aria-label={t("title")}
          value={chosen ?? stageId ?? NONE}
          onValueChange={(value) => void change(value)}
          className="max-w-xs"
          groups={[
            { value: NONE, label: t("none") },
            ...open.map(({ id, name, color }) => ({
              value: id,
              label: name,
              icon: <LabelDot color={color} />,
            })),
          ]}
        />
      ) : (
        stage && <LabelChip label={stage} />
      )}
    </section>
  );
}
