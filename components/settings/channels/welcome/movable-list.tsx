"use client";

import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState, type ReactNode } from "react";
import { Button } from "#components/ui/controls/button.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";

/** Items in their order: added at the end, moved by buttons, removed. */
export function MovableList<Item>({
  title,
  hint,
  add,
  max,
  items,
  blank,
  nameOf,
  error,
  onChange,
  children,
}: {
  title: string;
  hint: string;
  /** Label of the button that adds one. */
  add: string;
  max: number;
  items: Item[];
  blank: Item;
  /** Empty: the item has no name yet. */
  nameOf: (item: Item) => string;
  /** A fault of the list as a whole. */
  error: string | undefined;
  onChange: (items: Item[]) => void;
  children: (
    item: Item,
    change: (item: Item) => void,
    index: number,
  ) => ReactNode;
}) {
  const t = useTranslations("settings.channels.welcome");
  const [said, setSaid] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const called = (item: Item, index: number) =>
    nameOf(item) || t("unnamed", { number: index + 1 });
  const focus = (index: number, what: string) =>
    requestAnimationFrame(() =>
      list.current?.children[index]?.querySelector<HTMLElement>(what)?.focus(),
    );
  const move = (from: number, to: number, button: "up" | "down") => {
    const item = items[from];
    if (item === undefined) return;
    onChange(items.toSpliced(from, 1).toSpliced(to, 0, item));
    setSaid(t("moved", { name: called(item, from), position: to + 1 }));
    // The focus follows the item, on a button that can still be pressed.
    const isAtEnd = to === 0 || to === items.length - 1;
    const other = button === "up" ? "down" : "up";
    focus(to, `[data-move="${isAtEnd ? other : button}"]`);
  };
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">{title}</legend>
      <p className="mt-0.5 text-xs text-muted-foreground">{hint}</p>
      <ol ref={list} aria-label={title} className="mt-2 flex flex-col gap-2">
        {items.map((item, index) => (
          <li key={index} className="flex items-start gap-1">
            <div className="min-w-0 flex-1">
              {children(
                item,
                (changed) => onChange(items.with(index, changed)),
                index,
              )}
            </div>
            <IconButton
              data-move="up"
              label={t("up", { name: called(item, index) })}
              disabled={index === 0}
              onClick={() => move(index, index - 1, "up")}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              data-move="down"
              label={t("down", { name: called(item, index) })}
              disabled={index === items.length - 1}
              onClick={() => move(index, index + 1, "down")}
            >
              <ArrowDown />
            </IconButton>
            <IconButton
              label={t("remove", { name: called(item, index) })}
              onClick={() => onChange(items.toSpliced(index, 1))}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ol>
      {error && (
        <p role="alert" className="mt-1.5 text-xs text-destructive">
          {error}
        </p>
      )}
      {items.length < max && (
        <Button
          size="sm"
          className="mt-2"
          onClick={() => {
            onChange([...items, blank]);
            focus(items.length, "input");
          }}
        >
          <Plus />
          {add}
        </Button>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
    </fieldset>
  );
}
