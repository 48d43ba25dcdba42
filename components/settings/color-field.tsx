"use client";

import { useTranslations } from "next-intl";
import {
  LABEL_COLORS,
  type LabelColor,
} from "#contract/customers/label-colors.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";

/** The color of a label or a stage. */
export function ColorField({
  name,
  value,
  onChange,
}: {
  name: string;
  value: LabelColor;
  onChange: (color: LabelColor) => void;
}) {
  const t = useTranslations("settings.labels");
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t("color")}</legend>
      <div className="flex flex-wrap gap-2">
        {LABEL_COLORS.map((color) => (
          <label
            key={color}
            className="flex h-8 cursor-pointer items-center gap-2 rounded-md border border-input px-2.5 text-sm hover:bg-accent has-checked:border-primary has-checked:bg-primary-soft has-focus-visible:outline-2 has-focus-visible:outline-ring touch:h-11"
          >
            <input
              type="radio"
              className="sr-only"
              name={name}
              value={color}
              checked={value === color}
              onChange={() => onChange(color)}
            />
            <LabelDot color={color} className="size-3" />
            {t(`colors.${color}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
