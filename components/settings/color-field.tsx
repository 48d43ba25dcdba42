"use client";

import { useTranslations } from "next-intl";
import {
  useController,
  type Control,
  type FieldPath,
  type FieldValues,
} from "react-hook-form";
import { LABEL_COLORS } from "#contract/customers/label-colors.ts";
import { LabelDot } from "#components/labels/label-chip.tsx";

/** The color of a label, a stage or a category, in a form. */
export function ColorField<Values extends FieldValues>(form: {
  control: Control<Values>;
  name: FieldPath<Values>;
}) {
  const t = useTranslations("settings.labels");
  const { field } = useController(form);
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
              name={field.name}
              value={color}
              checked={field.value === color}
              onChange={() => field.onChange(color)}
            />
            <LabelDot color={color} className="size-3" />
            {t(`colors.${color}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
