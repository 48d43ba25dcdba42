import type { ReactNode } from "react";
import { Notice } from "#components/ui/marks/notice.tsx";

const SHOWN = 20;

/** Rows of a file that are left out: the first of them, one line each. */
export function RowErrors({
  title,
  lines,
  more,
  children,
}: {
  title: string;
  lines: string[];
  /** The words for those that are not shown; null: there are none. */
  more: (hidden: number) => string | null;
  /** Below the lines: a link to all of them, say. */
  children?: ReactNode;
}) {
  const rest = more(Math.max(0, lines.length - SHOWN));
  return (
    <Notice tone="warning">
      <p>{title}</p>
      <ul className="mt-1 max-h-40 list-disc overflow-y-auto ps-5">
        {lines.slice(0, SHOWN).map((line, at) => (
          <li key={at} className="break-words">
            {line}
          </li>
        ))}
      </ul>
      {rest !== null && <p className="mt-1">{rest}</p>}
      {children}
    </Notice>
  );
}
