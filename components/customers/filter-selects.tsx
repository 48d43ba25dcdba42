"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/ui/controls/field.tsx";
import { Input } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { filterOf, type FilterTexts } from "./customer-listing.ts";
import { asksForDays } from "./last-message-choice.ts";
import { useFilterChoices } from "./use-filter-choices.ts";

/** A choice needs a value that is not empty. */
const ANY = "any";

/** The filters of customers that choose one of many, with the two days of the last message where they are asked for. */
export function FilterSelects({
  texts,
  onChange,
  hasLabels = false,
}: {
  texts: FilterTexts;
  onChange: (part: Partial<FilterTexts>) => void;
  /** Each with its name above it. */
  hasLabels?: boolean;
}) {
  const choices = useFilterChoices(texts);
  return (
    <>
      {choices.map(({ name, label, any, options, chosen, choose }) => {
        const select = {
          value: chosen || ANY,
          onValueChange: (id: string) => onChange(choose(id === ANY ? "" : id)),
          groups: [
            { value: ANY, label: any },
            ...options.map(({ id, name }) => ({ value: id, label: name })),
          ],
        };
        return hasLabels ? (
          <Field key={name} label={label}>
            {(control) => <Select {...control} {...select} />}
          </Field>
        ) : (
          <Select key={name} aria-label={label} {...select} />
        );
      })}
      {asksForDays(texts) && <Days texts={texts} onChange={onChange} />}
    </>
  );
}

function Days({
  texts,
  onChange,
}: {
  texts: FilterTexts;
  onChange: (part: Partial<FilterTexts>) => void;
}) {
  const t = useTranslations("customers.filters");
  return (
    <div className="col-span-full flex flex-wrap gap-2">
      {(
        [
          ["lastMessageFrom", "firstDay"],
          ["lastMessageTo", "lastDay"],
        ] as const
      ).map(([name, label]) => (
        <Field key={name} label={t(label)} className="w-44 max-sm:flex-1">
          {(control) => (
            <Input
              {...control}
              type="date"
              value={texts[name]}
              onChange={({ target }) => onChange({ [name]: target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

/** The number of filters that are set, without the words. Pure. */
export function filtersSet(texts: FilterTexts): number {
  const { q: _, ...filter } = filterOf(texts);
  return Object.keys(filter).length;
}
