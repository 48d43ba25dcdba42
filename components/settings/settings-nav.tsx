"use client";

import {
  Activity,
  BellRing,
  Building2,
  Cable,
  CalendarClock,
  CalendarDays,
  ChevronDown,
  ClipboardList,
  FileQuestion,
  KeyRound,
  Landmark,
  ListChecks,
  ListTree,
  Mail,
  Megaphone,
  MessageSquareQuote,
  Milestone,
  Route,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  StickyNote,
  Tag,
  Trash2,
  UserRound,
  Users,
  Webhook,
  Zap,
} from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { mayOpen } from "#contract/live/console-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { useGettingStarted } from "#components/live/queries/use-getting-started.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { cn } from "#components/ui/class-names.ts";

/** The groups in the order of the menu. A new page needs an entry here and one in CONSOLE_PAGES. */
const GROUPS = [
  {
    name: "setup",
    places: [{ name: "start", Icon: ListChecks }],
  },
  {
    name: "channels",
    places: [
      { name: "channels", Icon: Cable },
      { name: "leads", Icon: ClipboardList },
      { name: "deliveries", Icon: Webhook },
    ],
  },
  {
    name: "routing",
    places: [
      { name: "queues", Icon: ListTree },
      { name: "ring-groups", Icon: BellRing },
      { name: "holidays", Icon: CalendarDays },
      { name: "routing", Icon: SlidersHorizontal },
      { name: "what-if", Icon: Route },
    ],
  },
  {
    name: "team",
    places: [
      { name: "people", Icon: Users },
      { name: "departments", Icon: Building2 },
      { name: "rights", Icon: ShieldCheck },
      { name: "audit", Icon: ScrollText },
    ],
  },
  {
    name: "content",
    places: [
      { name: "canned-replies", Icon: MessageSquareQuote },
      { name: "macros", Icon: Zap },
      { name: "labels", Icon: Tag },
      { name: "customer-fields", Icon: ClipboardList },
      { name: "customer-stages", Icon: Milestone },
      { name: "note-categories", Icon: StickyNote },
      { name: "deleted", Icon: Trash2 },
    ],
  },
  {
    name: "company",
    places: [
      { name: "company", Icon: Landmark },
      { name: "mail", Icon: Mail },
      { name: "team-chats", Icon: Megaphone },
      { name: "retention", Icon: CalendarClock },
      { name: "data-requests", Icon: FileQuestion },
      { name: "system", Icon: Activity },
    ],
  },
  {
    name: "you",
    places: [
      { name: "profile", Icon: UserRound },
      { name: "tokens", Icon: KeyRound },
    ],
  },
] as const;

/** A column at the side; on a phone a button with the current page's name opens it. */
export function SettingsNav() {
  const t = useTranslations("settings.nav");
  const placeName = useTranslations("places");
  const { role } = useMe();
  const isStarting = useGettingStarted().data?.done === false;
  const pathname = usePathname();
  const nav = useRef<HTMLElement>(null);
  const [openAt, setOpenAt] = useState<string | null>(null);
  // The list closes by itself once another page is shown.
  const isOpen = openAt === pathname;
  const listId = useId();
  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = (event: Event) => {
      if (!nav.current?.contains(event.target as Node)) setOpenAt(null);
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
    };
  }, [isOpen]);
  const groups = GROUPS.map((group) => ({
    name: group.name,
    places: group.places.filter(
      ({ name: place }) =>
        mayOpen(role, `settings/${place}`) && (place !== "start" || isStarting),
    ),
  })).filter(({ places }) => places.length > 0);
  const current = groups
    .flatMap(({ places }) => places)
    .find(({ name }) => pathname.startsWith(`/settings/${name}`));
  return (
    <nav
      ref={nav}
      aria-label={t("label")}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        setOpenAt(null);
        nav.current?.querySelector("button")?.focus();
      }}
      className="relative z-20 flex shrink-0 flex-col border-b bg-sidebar px-3 py-2 md:w-62 md:overflow-y-auto md:border-e md:border-b-0 md:py-4"
    >
      <h1 className="hidden px-2 pb-4 text-lg font-semibold md:block">
        {t("title")}
      </h1>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => {
          setOpenAt(isOpen ? null : pathname);
        }}
        className="flex h-8 items-center gap-2 rounded-md px-2 text-sm font-medium hover:bg-accent md:hidden touch:h-10"
      >
        {current !== undefined && (
          <current.Icon aria-hidden className="size-4 shrink-0" />
        )}
        <span className="truncate">
          {current === undefined ? t("title") : placeName(current.name)}
        </span>
        <ChevronDown
          aria-hidden
          className={cn(
            "ms-auto size-4 shrink-0 text-muted-foreground transition-transform",
            isOpen && "rotate-180",
          )}
        />
      </button>
      <div
        id={listId}
        className={cn(
          "gap-4 md:static md:flex md:max-h-none md:flex-col md:overflow-visible md:p-0 md:shadow-none",
          isOpen
            ? "absolute inset-x-0 top-full flex max-h-[70dvh] flex-col overflow-y-auto border-b bg-sidebar p-3 shadow-float md:border-b-0"
            : "hidden",
        )}
      >
        {groups.map(({ name, places }) => (
          <div key={name}>
            <p className="px-2 pb-1 text-xs text-muted-foreground">
              {t(`groups.${name}`)}
            </p>
            <ul className="flex flex-col gap-0.5">
              {places.map(({ name: place, Icon }) => {
                const isCurrent = place === current?.name;
                return (
                  <li key={place}>
                    <PageLink
                      href={`/settings/${place}`}
                      aria-current={isCurrent ? "page" : undefined}
                      onClick={() => {
                        setOpenAt(null);
                      }}
                      className={cn(
                        "flex h-8 items-center gap-2 rounded-md px-2 text-sm whitespace-nowrap text-muted-foreground transition-colors hover:bg-accent hover:text-foreground touch:h-10",
                        isCurrent && "bg-selected font-medium text-foreground",
                      )}
                    >
                      <Icon aria-hidden className="size-4 shrink-0" />
                      {placeName(place)}
                    </PageLink>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
