"use client";

import { Command } from "cmdk";
import { Check, ChevronDown, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Popover as Radix } from "radix-ui";
import { useState, type ComponentProps } from "react";
import { foldText } from "#contract/text/fold.ts";
import { cn } from "#components/ui/class-names.ts";
import { inputClasses } from "#components/ui/controls/input.tsx";
import {
  Select,
  type SelectGroup,
  type SelectOption,
} from "#components/ui/controls/select.tsx";

type Props = ComponentProps<typeof Select>;

/** So many options can be looked over. */
const SHORT_LIST = 12;

/** One of many, such as all people: a long list begins with a search. */
export function LongSelect(props: Props) {
  const count = props.groups.reduce(
    (sum, entry) => sum + ("options" in entry ? entry.options.length : 1),
    0,
  );
  return count > SHORT_LIST ? (
    <SearchSelect {...props} />
  ) : (
    <Select {...props} />
  );
}

function SearchSelect({
  value,
  onValueChange,
  groups,
  placeholder,
  className,
  disabled,
  ...aria
}: Props) {
  const t = useTranslations("settings.list");
  const [isOpen, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const all = groups.flatMap((entry) =>
    "options" in entry ? entry.options : [entry],
  );
  const chosen = all.find((option) => option.value === value);
  const words = foldText(search).split(/\s+/u).filter(Boolean);
  const isFound = ({ label }: SelectOption) => {
    const text = foldText(label);
    return words.every((word) => text.includes(word));
  };
  const choose = (next: string) => {
    setOpen(false);
    onValueChange(next);
  };
  return (
    <Radix.Root
      modal
      open={isOpen}
      onOpenChange={(open) => {
        setOpen(open);
        setSearch("");
      }}
    >
      <Radix.Trigger
        role="combobox"
        aria-expanded={isOpen}
        {...(disabled === undefined ? {} : { disabled })}
        {...aria}
        className={cn(
          inputClasses,
          "flex h-9 items-center gap-2 text-start touch:h-11",
          className,
        )}
      >
        {chosen?.icon}
        <span
          className={cn("min-w-0 flex-1 truncate", !chosen && "text-subtle")}
        >
          {chosen?.label ?? placeholder}
        </span>
        <ChevronDown className="size-4 shrink-0 text-muted-foreground" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          aria-label={t("search", { count: all.length })}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 w-[max(16rem,var(--radix-popover-trigger-width))] max-w-[calc(100vw-1rem)] animate-rise overflow-hidden rounded-lg bg-popover text-popover-foreground shadow-float outline-none"
        >
          <Command shouldFilter={false} loop>
            <div className="flex items-center gap-2 border-b px-3">
              <Search aria-hidden className="size-4 shrink-0 text-subtle" />
              <Command.Input
                value={search}
                onValueChange={setSearch}
                placeholder={t("search", { count: all.length })}
                aria-label={t("search", { count: all.length })}
                className="h-10 w-full bg-transparent text-base outline-none placeholder:text-subtle touch:h-11"
              />
            </div>
            <Command.List className="max-h-[min(20rem,calc(var(--radix-popover-content-available-height)-3rem))] overflow-y-auto p-1">
              <Command.Empty className="px-2 py-4 text-center text-sm text-muted-foreground">
                {t("nothing")}
              </Command.Empty>
              {groups.map((entry) => (
                <Options
                  key={"options" in entry ? entry.label : entry.value}
                  entry={entry}
                  value={value}
                  isFound={isFound}
                  onChoose={choose}
                />
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A group with its heading, or one option. */
function Options({
  entry,
  value,
  isFound,
  onChoose,
}: {
  entry: SelectGroup | SelectOption;
  value: string;
  isFound: (option: SelectOption) => boolean;
  onChoose: (value: string) => void;
}) {
  const options = ("options" in entry ? entry.options : [entry]).filter(
    isFound,
  );
  const items = options.map((option) => (
    <Command.Item
      key={option.value}
      value={option.value}
      disabled={option.disabled ?? false}
      onSelect={() => onChoose(option.value)}
      className="flex items-center gap-2 rounded-md px-2 py-1.5 text-base outline-none select-none aria-disabled:opacity-50 aria-selected:bg-accent touch:py-2.5"
    >
      {option.icon}
      <span className="min-w-0 flex-1 wrap-anywhere">
        {option.label}
        {option.hint && (
          <span className="block text-xs text-muted-foreground">
            {option.hint}
          </span>
        )}
      </span>
      {option.value === value && (
        <Check className="size-4 shrink-0 text-muted-foreground" />
      )}
    </Command.Item>
  ));
  if (!("options" in entry)) return items;
  if (items.length === 0) return null;
  return (
    <Command.Group
      heading={entry.label}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-1.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted-foreground"
    >
      {items}
    </Command.Group>
  );
}
