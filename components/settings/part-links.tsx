"use client";

import { useTranslations } from "next-intl";
import { useLayoutEffect, useRef, useState } from "react";

type Part = { id: string; title: string };

/** Links to the cards of a long page, which stand beside it in the same parent. */
export function PartLinks() {
  const t = useTranslations("settings");
  const nav = useRef<HTMLElement>(null);
  const [parts, setParts] = useState<readonly Part[]>([]);
  useLayoutEffect(() => {
    const titles = nav.current?.parentElement?.querySelectorAll(
      "section[id^=part-] > h3",
    );
    setParts(
      [...(titles ?? [])].map((title) => ({
        id: title.parentElement?.id ?? "",
        title: title.textContent,
      })),
    );
  }, []);
  return (
    <nav ref={nav} aria-label={t("onThisPage")} className="mb-5">
      <ul className="flex flex-wrap gap-1.5">
        {parts.map(({ id, title }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="inline-flex min-h-7 items-center rounded-full border bg-card px-2.5 text-xs hover:bg-accent touch:min-h-11"
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
