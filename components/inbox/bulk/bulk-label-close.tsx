"use client";

import { Check } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { LabelDot } from "#components/labels/label-chip.tsx";
import { useLabels } from "#components/live/queries/use-directory.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Dialog } from "#components/ui/overlays/dialog.tsx";

const FORM_ID = "bulk-label-close";

/** Asks for the label that a queue requires before these threads can be closed. By keyboard, arrows choose and Enter submits. */
export default function BulkLabelClose({
  count,
  isBusy,
  onSubmit,
  onClose,
}: {
  count: number;
  isBusy: boolean;
  onSubmit: (labelId: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations("bulk.labelClose");
  const common = useTranslations("common");
  const empty = useTranslations("labels");
  const labels = (useLabels().data ?? []).filter(({ offered }) => offered);
  const [chosen, setChosen] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen !== "" && !isBusy) onSubmit(chosen);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("hint", { count })}
      className="md:max-w-sm"
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button
            type="submit"
            form={FORM_ID}
            variant="primary"
            busy={isBusy}
            disabled={chosen === ""}
          >
            {t("submit")}
          </Button>
        </>
      }
    >
      <form id={FORM_ID} onSubmit={submit}>
        {labels.length === 0 ? (
          <p className="text-sm text-muted-foreground">{empty("noneYet")}</p>
        ) : (
          <RadioGroup.Root
            value={chosen}
            onValueChange={setChosen}
            aria-label={t("title")}
            className="max-h-64 overflow-y-auto rounded-md border p-1"
          >
            {labels.map(({ id, name, color }) => (
              <RadioGroup.Item
                key={id}
                value={id}
                className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-start text-sm hover:bg-accent focus-visible:bg-accent data-[state=checked]:bg-primary-soft touch:py-2.5"
              >
                <LabelDot color={color} />
                <span className="bidi min-w-0 flex-1 truncate font-medium">
                  {name}
                </span>
                <RadioGroup.Indicator asChild>
                  <Check aria-hidden className="size-4 shrink-0 text-primary" />
                </RadioGroup.Indicator>
              </RadioGroup.Item>
            ))}
          </RadioGroup.Root>
        )}
      </form>
    </Dialog>
  );
}
