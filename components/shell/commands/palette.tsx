"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import { Dialog as Radix } from "radix-ui";
import { useRef, useState, type ReactNode } from "react";
import { iconOf } from "./item-icons.ts";
import { likeness } from "./likeness.ts";
import type { PaletteGroup } from "./palette-item.ts";
import { useCommands } from "./use-commands.ts";
import { recentIdOf, useRecentItems } from "./use-recent-items.ts";
import { usePaletteSearch } from "./use-palette-search.ts";
import { CardSlot, overPage } from "#components/page/card-slot.tsx";
import { Kbd } from "#components/ui/marks/kbd.tsx";
import { useFocusReturn } from "#components/ui/overlays/use-focus-return.ts";

/** Begins the value of an item that the server has found. */
const FOUND = "found:";
/** Below a command that contains the typed text, above one that merely has its initials. */
const FOUND_LIKENESS = 0.5;

/** The command palette: finds all commands by typing. */
export default function Palette({
  begun,
  onClose,
  onShowKeys,
}: {
  /** The text that was typed before the palette was there. */
  begun: string;
  onClose: () => void;
  onShowKeys: () => void;
}) {
  const t = useTranslations("palette");
  const [text, setText] = useState(begun);
  const commands = useCommands({ onShowKeys });
  const { groups: found, isSearching } = usePaletteSearch(text);
  const recent = useRecentItems(text);
  // A conversation that is among the recent ones is not listed twice.
  const recentIds = new Set(recent.map(({ id }) => id));
  const groups: PaletteGroup[] = [
    { name: "recent", items: recent },
    ...commands,
    ...found.map(({ name, items }) => ({
      name,
      items:
        name === "threads"
          ? items.filter(({ id }) => !recentIds.has(recentIdOf(id)))
          : items,
    })),
  ];
  const field = useRef<HTMLInputElement>(null);
  const { onOpenAutoFocus, onCloseAutoFocus } = useFocusReturn();
  const chosen = useRef<(() => void) | null>(null);
  const run = (act: () => void) => {
    chosen.current = act;
    onClose();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-black/40 dark:bg-black/60" />
        <Radix.Content
          {...overPage}
          onOpenAutoFocus={(event) => {
            onOpenAutoFocus(event);
            event.preventDefault();
            // Here and not by autoFocus: the dialog would not know of it, and a list that has just closed could take it back.
            field.current?.focus();
          }}
          onCloseAutoFocus={(event) => {
            onCloseAutoFocus(event);
            // Last, because a command may move the focus.
            event.preventDefault();
            chosen.current?.();
          }}
          // A ringing card lies below it on a phone; see offer-stack.tsx.
          data-palette=""
          className={cn(overPage.className, "group/palette")}
          aria-describedby={undefined}
        >
          <Radix.Title className="sr-only">{t("title")}</Radix.Title>
          <div className="pointer-events-auto mx-auto mt-[12dvh] max-md:group-has-[article]/palette:mt-3 w-[calc(100%-1.5rem)] max-w-xl animate-rise overflow-hidden rounded-lg bg-popover text-popover-foreground shadow-float">
            <Command label={t("title")} loop filter={likenessOfItem}>
              <div className="flex items-center gap-2 border-b px-3">
                <Search aria-hidden className="size-4 shrink-0 text-subtle" />
                <Command.Input
                  ref={field}
                  value={text}
                  onValueChange={setText}
                  placeholder={t("placeholder")}
                  className="h-12 w-full bg-transparent text-base outline-none placeholder:text-subtle touch:text-lg"
                />
              </div>
              <Command.List className="max-h-[min(60dvh,26rem)] overflow-y-auto p-1.5 max-md:group-has-[article]/palette:max-h-[30dvh]">
                <Command.Empty className="px-3 py-6 text-center text-sm text-muted-foreground">
                  {isSearching ? t("searching") : t("empty")}
                </Command.Empty>
                {groups.map((group) => (
                  <Group key={group.name} group={group} onRun={run} />
                ))}
              </Command.List>
            </Command>
          </div>
          <CardSlot />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The likeness of an item, whose words are its keywords, and the typed text. */
function likenessOfItem(
  value: string,
  typed: string,
  words: string[] = [],
): number {
  if (value.startsWith(FOUND)) return FOUND_LIKENESS;
  return likeness(words.join(" "), typed);
}

function Group({
  group,
  onRun,
}: {
  group: PaletteGroup;
  onRun: (act: () => void) => void;
}): ReactNode {
  const t = useTranslations("palette");
  if (group.items.length === 0) return null;
  return (
    <Command.Group
      heading={t(`groups.${group.name}`)}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground"
    >
      {group.items.map(({ id, label, detail, keys, isFound, act }) => {
        const Icon = iconOf(group.name, id);
        return (
          <Command.Item
            key={id}
            value={isFound ? FOUND + id : id}
            keywords={[label, detail ?? ""]}
            onSelect={() => onRun(act)}
            className="flex items-center gap-3 rounded-md px-2 py-2 text-sm select-none data-[selected=true]:bg-accent touch:py-3"
          >
            <Icon
              aria-hidden
              className="size-4 shrink-0 text-muted-foreground"
            />
            <span
              className={cn(
                "bidi min-w-0 truncate",
                // A long name leaves room for the message.
                detail && "max-w-3/5 shrink-0",
              )}
            >
              {label}
            </span>
            <span className="bidi min-w-0 flex-1 truncate text-xs text-muted-foreground">
              {detail}
            </span>
            {keys && <Kbd>{keys}</Kbd>}
          </Command.Item>
        );
      })}
    </Command.Group>
  );
}
