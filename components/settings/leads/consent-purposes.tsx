"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import {
  consentPurposes,
  type ConsentPurpose,
} from "#contract/customers/consent.ts";
import type { LeadForm } from "#contract/leads/lead-settings.ts";
import { Select } from "#components/ui/controls/select.tsx";

const NONE = "none";

type Boxes = LeadForm["consents"];

/** The boxes of a form, and what ticking each one consents to. */
export function ConsentPurposes({
  boxes,
  onChange,
}: {
  boxes: Boxes;
  onChange: (boxes: Boxes) => void;
}) {
  const t = useTranslations("consents");
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="border-t pt-4">
      <h3 id={titleId} className="font-medium">
        {t("boxes")}
      </h3>
      <p className="text-xs text-muted-foreground">{t("boxesHint")}</p>
      <ul className="divide-y">
        {boxes.map((box) => (
          <li key={box.key} className="grid gap-2 py-3 sm:grid-cols-2 sm:gap-4">
            <p className="bidi min-w-0 text-sm wrap-anywhere">
              {box.text ?? box.key}
            </p>
            <Select
              aria-label={t("boxPurpose", { text: box.text ?? box.key })}
              value={box.purpose ?? NONE}
              onValueChange={(value) =>
                onChange(
                  boxes.map((one) =>
                    one.key === box.key
                      ? { ...one, purpose: purposeOf(value) }
                      : one,
                  ),
                )
              }
              groups={[
                ...consentPurposes.map((value) => ({
                  value,
                  label: t(`purposes.${value}`),
                })),
                { value: NONE, label: t("noPurpose") },
              ]}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function purposeOf(value: string): ConsentPurpose | null {
  return consentPurposes.find((purpose) => purpose === value) ?? null;
}
