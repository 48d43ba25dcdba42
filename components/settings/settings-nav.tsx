"use client";

import {
  BellRing,
  Building2,
  Cable,
  CalendarDays,
  KeyRound,
  ListTree,
  Route,
  SlidersHorizontal,
  Tag,
  UserRound,
  Users,
} from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { mayOpen } from "#contract/live/console-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { cn } from "#components/ui/class-names.ts";

const GROUPS = [
  {
    name: "company",
    places: [
      { name: "channels", Icon: Cable },
      { name: "queues", Icon: ListTree },
      { name: "ring-groups", Icon: BellRing },
      { name: "departments", Icon: Building2 },
      { name: "holidays", Icon: CalendarDays },
      { name: "labels", Icon: Tag },
      { name: "what-if", Icon: Route },
      { name: "routing", Icon: SlidersHorizontal },
      { name: "people", Icon: Users },
    ],
  },
  {
    name: "personal",
    places: [
      { name: "profile", Icon: UserRound },
      { name: "tokens", Icon: KeyRound },
    ],
  },
] as const;

/** A column at the side; on a phone a row that scrolls sideways. */
export function SettingsNav() {
  const t = useTranslations("settings.nav");
  const { role } = useMe();
  const pathname = usePathname();
  const nav = useRef<HTMLElement>(null);
  // On a phone the current page's link may lie beyond the edge of the row.
  useEffect(() => {
    nav.current
      ?.querySelector("[aria-current]")
      ?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav
      ref={nav}
      aria-label={t("label")}
      className="flex shrink-0 gap-1 overflow-x-auto border-b bg-sidebar px-3 py-2 md:w-62 md:flex-col md:gap-4 md:overflow-y-auto md:border-e md:border-b-0 md:py-4"
    >
      <h1 className="hidden px-2 text-lg font-semibold md:block">
        {t("title")}
      </h1>
      {GROUPS.map(({ name, places }) => ({
        name,
        places: places.filter(({ name: place }) =>
          mayOpen(role, `settings/${place}`),
        ),
      }))
        .filter(({ places }) => places.length > 0)
        .map(({ name, places }) => (
          <div key={name} className="contents md:block">
            <p className="hidden px-2 pb-1 text-xs text-muted-foreground md:block">
              {t(name)}
            </p>
            <ul className="flex gap-1 md:flex-col md:gap-0.5">
              {places.map(({ name: place, Icon }) => {
                const href = `/settings/${place}`;
                const isCurrent = pathname.startsWith(href);
                return (
                  <li key={place}>
                    <PageLink
                      href={href}
                      aria-current={isCurrent ? "page" : undefined}
                      className={cn(
                        "flex h-8 items-center gap-2 rounded-md px-2 text-sm whitespace-nowrap text-muted-foreground transition-colors hover:bg-accent hover:text-foreground touch:h-10",
                        isCurrent && "bg-selected font-medium text-foreground",
                      )}
                    >
                      <Icon aria-hidden className="size-4 shrink-0" />
                      {t(place)}
                    </PageLink>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
    </nav>
  );
}
