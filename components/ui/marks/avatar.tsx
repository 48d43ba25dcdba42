"use client";

import { useState } from "react";
import { charactersOf } from "#contract/text/text.ts";
import { cn } from "#components/ui/class-names.ts";

const SIZES = {
  xs: "size-5 text-[9px]",
  sm: "size-7 text-[11px]",
  md: "size-10 text-sm",
  lg: "size-16 text-xl",
} as const;

/** A picture, or the initials on a quiet color that belongs to the person. */
export function Avatar({
  id,
  name,
  url,
  size = "md",
  className,
}: {
  /** Decides the color. */
  id: string;
  name: string;
  url?: string | null;
  size?: keyof typeof SIZES;
  className?: string;
}) {
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span
      aria-hidden
      className={cn(
        "relative inline-flex shrink-0 overflow-hidden rounded-full select-none",
        SIZES[size],
        className,
      )}
    >
      <span
        style={{ "--hue": hueOf(id) } as React.CSSProperties}
        className="flex size-full items-center justify-center bg-[oklch(0.9_0.045_var(--hue))] font-medium text-[oklch(0.4_0.08_var(--hue))] dark:bg-[oklch(0.36_0.05_var(--hue))] dark:text-[oklch(0.9_0.05_var(--hue))]"
      >
        {initialsOf(name)}
      </span>
      {url && url !== broken && (
        <img
          src={url}
          alt=""
          draggable={false}
          decoding="async"
          onError={() => setBroken(url)}
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </span>
  );
}

const HUES = 12;

function hueOf(id: string): number {
  let sum = 0;
  for (const unit of id) sum = (sum * 31 + unit.charCodeAt(0)) >>> 0;
  return (sum % HUES) * (360 / HUES);
}

const HAN = /\p{Script=Han}/gu;
const BEFORE_LETTERS = /^[^\p{L}]+/u;
/** More Han characters are no person's name: those of a company are known by the first. */
const MAX_NAME = 4;

/** "Mei Lin" → ML, "王小明" → 小明's last two characters, "Guest 4821" → G. Emoji and signs do not count. */
export function initialsOf(name: string): string {
  const han = name.match(HAN) ?? [];
  if (han.length > MAX_NAME) return han.slice(0, 2).join("");
  if (han.length > 0) return han.slice(-2).join("");
  const words = name
    .split(/\s+/)
    .map((word) => word.replace(BEFORE_LETTERS, ""))
    .filter((word) => word !== "");
  const first = firstOf(words[0] ?? "?");
  const last = words.length > 1 ? firstOf(words.at(-1) ?? "") : "";
  return (first + last).toUpperCase();
}

function firstOf(word: string): string {
  for (const character of charactersOf(word)) return character;
  return "";
}
