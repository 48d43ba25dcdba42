"use client";

import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { DateTimeInput } from "#components/forms/fields/date-time-input.tsx";
import { useChannels } from "#components/live/queries/use-directory.ts";
import {
  NO_FILTER,
  type DeliveryFilter,
} from "#components/settings/deliveries/use-deliveries.ts";
import { Button } from "#components/ui/controls/button.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { SearchInput } from "#components/ui/controls/search-input.tsx";
import { Select } from "#components/ui/controls/select.tsx";

const STATES = ["pending", "applied", "parked", "waiting"] as const;
/** A choice needs a value that is not empty. */
const ANY = "any";
const MIN_ID_LENGTH = 3;

/** The search's filter. A change of a choice searches at once, text and times when they are sent. */
export function DeliveryFilterForm({
  filter,
  onFilter,
}: {
  filter: DeliveryFilter;
  onFilter: (filter: DeliveryFilter) => void;
}) {
  const t = useTranslations("settings.deliveries");
  const { data: channels = [] } = useChannels();
  const [typed, setTyped] = useState(filter);
  const isTooShort =
    typed.q.trim().length > 0 && typed.q.trim().length < MIN_ID_LENGTH;
  const choose = (part: Partial<DeliveryFilter>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    onFilter(sent(next));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isTooShort) onFilter(sent(typed));
  };
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return (
    <form onSubmit={submit} className="mb-4 grid gap-3 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <SearchInput
          value={typed.q}
          onChange={(q) => setTyped({ ...typed, q })}
          label={t("search")}
          maxLength={200}
          role="search"
        />
        {isTooShort && (
          <p className="mt-1 text-sm text-muted-foreground">{t("tooShort")}</p>
        )}
      </div>
      <Field label={t("channel")}>
        {(control) => (
          <Select
            {...control}
            value={typed.channel || ANY}
            onValueChange={(value) =>
              choose({ channel: value === ANY ? "" : value })
            }
            groups={[
              { value: ANY, label: t("anyChannel") },
              ...channels.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Field>
      <Field label={t("state")}>
        {(control) => (
          <Select
            {...control}
            value={typed.state || ANY}
            onValueChange={(value) =>
              choose({ state: value === ANY ? "" : value })
            }
            groups={[
              { value: ANY, label: t("anyState") },
              ...STATES.map((state) => ({
                value: state,
                label: t(`states.${state}`),
              })),
            ]}
          />
        )}
      </Field>
      <Field label={t("from")}>
        {(control) => (
          <DateTimeInput
            {...control}
            value={typed.from || null}
            onChange={(from) => choose({ from: from ?? "" })}
          />
        )}
      </Field>
      <Field label={t("to")}>
        {(control) => (
          <DateTimeInput
            {...control}
            value={typed.to || null}
            onChange={(to) => choose({ to: to ?? "" })}
          />
        )}
      </Field>
      <div className="flex gap-2 sm:col-span-2">
        <Button type="submit">{t("find")}</Button>
        {isFiltered && (
          <Button variant="ghost" onClick={() => choose(NO_FILTER)}>
            {t("clear")}
          </Button>
        )}
      </div>
    </form>
  );
}

function sent(typed: DeliveryFilter): DeliveryFilter {
  return { ...typed, q: typed.q.trim() };
}
