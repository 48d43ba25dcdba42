"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/ui/controls/field.tsx";
import { Select } from "#components/ui/controls/select.tsx";

/** The value that shares with all people of the company; any other value is the id of a group. */
export const EVERYBODY = "everybody";
const ONLY_ME = "me";

/** A field to share a saved filter: with no one (null), with all people of the company, or with a group of agents. */
export function SharedField({
  value,
  onChange,
  hint,
  hasEverybody,
  groupsLabel,
  groups,
}: {
  value: string | null;
  onChange: (shared: string | null) => void;
  hint: string;
  /** Whether the field offers to share with all people of the company. */
  hasEverybody: boolean;
  groupsLabel: string;
  groups: readonly { id: string; name: string }[];
}) {
  const t = useTranslations("form.sharing");
  return (
    <Field label={t("label")} hint={hint}>
      {(control) => (
        <Select
          {...control}
          value={value ?? ONLY_ME}
          onValueChange={(id) => onChange(id === ONLY_ME ? null : id)}
          groups={[
            { value: ONLY_ME, label: t("onlyMe") },
            ...(hasEverybody
              ? [{ value: EVERYBODY, label: t("everybody") }]
              : []),
            ...(groups.length > 0
              ? [
                  {
                    label: groupsLabel,
                    options: groups.map(({ id, name }) => ({
                      value: id,
                      label: name,
                    })),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Field>
  );
}
