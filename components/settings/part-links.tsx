"use client";

import { useTranslations } from "next-intl";
import { useLayoutEffect, useRef, useState } from "react";

type Part = { id: string; title: string };

/** Links to the cards of a long page: those after it and those inside its neighbors, as they appear. */
export function PartLinks() {
  const t = useTranslations("settings");
  const nav = useRef<HTMLElement>(null);
  const [parts, setParts] = useState<readonly Part[]>([]);
  useLayoutEffect(() => {
    const page = nav.current?.parentElement;
    if (!page) return undefined;
    const read = () => setParts((held) => partsOf(page, held));
    read();
    const observer = new MutationObserver(read);
    observer.observe(page, { childList: true, subtree: true });
    return () => observer.disconnect();
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

/** The cards of the page; `held`, if nothing has changed. */
function partsOf(page: Element, held: readonly Part[]): readonly Part[] {
  const titles = page.querySelectorAll("section[id^=part-] > h3");
  const parts = [...titles].map((title) => ({
    id: title.parentElement?.id ?? "",
    title: title.textContent,
  }));
  return JSON.stringify(parts) === JSON.stringify(held) ? held : parts;
}
