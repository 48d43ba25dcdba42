"use client";

import { useTranslations } from "next-intl";
import {
  writeTyped,
  type TypedFilter,
} from "#components/inbox/list/typed-search.ts";
import { useReadSearch } from "#components/inbox/list/use-read-search.ts";
import {
  useAgents,
  useChannelNames,
} from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import type { FloatingProps } from "#components/ui/overlays/floating-button.tsx";
import {
  MenuCheckboxItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSub,
  OpenMenu,
} from "#components/ui/overlays/menu.tsx";
import { isTeammate } from "#contract/people/roles.ts";

const ANY = "any";
const DAYS_BACK = [1, 7, 30, 365] as const;

type Option = { value: string; name: string };

/** Filters of a search. Each is written into the search field, where it can also be typed. */
export default function SearchFilterPanel({
  search,
  onSearch,
  ...floating
}: FloatingProps & { search: string; onSearch: (search: string) => void }) {
  const t = useTranslations("searches.filters");
  const list = useTranslations("list");
  const me = useMe();
  const asked = useReadSearch()(search);
  const channels = useChannelNames().data ?? [];
  const agents = (useAgents().data ?? []).filter(
    ({ id, disabled, role }) => !disabled && isTeammate(role) && id !== me.id,
  );
  const set = (name: TypedFilter) => (value: string | null) =>
    onSearch(writeTyped(search, name, value));
  const from =
    asked.from === me.id
      ? "me"
      : (agents.find(({ id }) => id === asked.from)?.name ?? asked.from);
  return (
    <OpenMenu {...floating} align="end" className="min-w-56">
      <MenuLabel>{list("show")}</MenuLabel>
      <Choices
        label={t("from")}
        value={from}
        options={[
          { value: "customer", name: t("customers") },
          { value: "me", name: t("me") },
          ...agents.map(({ name }) => ({ value: name, name })),
        ]}
        onChoose={set("from")}
      />
      {channels.length > 1 && (
        <Choices
          label={t("channel")}
          value={channels.find(({ id }) => id === asked.channel)?.name}
          options={channels.map(({ name }) => ({ value: name, name }))}
          onChoose={set("in")}
        />
      )}
      <Choices
        label={t("after")}
        value={asked.after}
        options={DAYS_BACK.map((days) => ({
          value: dayBefore(days),
          name: t("days", { days }),
        }))}
        onChoose={set("after")}
      />
      <MenuCheckboxItem
        checked={asked.has === "file"}
        onCheckedChange={(on) => set("has")(on ? "file" : null)}
      >
        {t("hasFile")}
      </MenuCheckboxItem>
      <p className="max-w-64 px-2 py-1.5 text-xs text-muted-foreground">
        {t("hint", { example: "before:2026-12-31" })}
      </p>
    </OpenMenu>
  );
}

/** The day in the reader's time zone, as the field takes it: "2026-11-01". */
function dayBefore(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() - days);
  return [
    day.getFullYear(),
    `${day.getMonth() + 1}`.padStart(2, "0"),
    `${day.getDate()}`.padStart(2, "0"),
  ].join("-");
}

function Choices({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: string | undefined;
  options: readonly Option[];
  onChoose: (value: string | null) => void;
}) {
  const t = useTranslations("list");
  const chosen = options.find((option) => option.value === value);
  const shown = chosen?.name ?? value;
  return (
    <MenuSub label={label} {...(shown ? { value: shown } : {})}>
      <MenuRadioGroup
        value={value ?? ANY}
        onValueChange={(picked) => onChoose(picked === ANY ? null : picked)}
      >
        <MenuRadioItem value={ANY}>{t("anyLabel")}</MenuRadioItem>
        {options.map((option) => (
          <MenuRadioItem key={option.value} value={option.value}>
            <span className="bidi max-w-48 truncate">{option.name}</span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </MenuSub>
  );
}
