"use client";

import {
  ChartColumn,
  ClipboardList,
  Gauge,
  Inbox,
  ListChecks,
  Settings,
  Users,
} from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ComponentType } from "react";
import { useMe } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { useNewAlerts } from "#components/live/queries/use-alerts.ts";
import { useGettingStarted } from "#components/live/queries/use-getting-started.ts";
import { mayOpen } from "#contract/live/console-pages.ts";
import { useMyThreads } from "#components/navigation/views.ts";
import { useTroubledChannels } from "#components/thread/channel/use-channel-state.ts";
import { ConnectionStatus } from "#components/live/connection-status.tsx";
import { Logo } from "#components/ui/marks/logo.tsx";
import { WrapUp } from "#components/presence/wrap-up.tsx";
import { NotificationBell } from "#components/shell/notifications/notification-bell.tsx";
import { UserMenu } from "#components/shell/user-menu/user-menu.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Hint } from "#components/ui/tooltip/tooltip.tsx";

const PLACES = [
  { href: "/inbox", name: "inbox", Icon: Inbox },
  { href: "/customers", name: "customers", Icon: Users },
  { href: "/leads", name: "leads", Icon: ClipboardList },
  { href: "/board", name: "board", Icon: Gauge },
  // A phone's bar has no room for it beside the board, which leads to it there.
  { href: "/reports", name: "reports", Icon: ChartColumn, isWide: true },
  { href: "/settings", name: "settings", Icon: Settings },
] as const satisfies readonly {
  href: string;
  name: string;
  Icon: ComponentType<{ className?: string }>;
  isWide?: boolean;
}[];

export function NavRail() {
  const t = useTranslations("nav");
  const pathname = usePathname();
  const { role } = useMe();
  const alerts = useNewAlerts();
  const troubled = useTroubledChannels().length;
  const starting = useGettingStarted().data;
  const isStarting =
    starting !== undefined && !starting.done && !starting.hidden;
  // Its own place in the rail is the current one then.
  const isStart = isStarting && pathname === "/settings/start";
  const unread = useMyThreads().filter(
    (thread) => thread.unread > 0 && !thread.test,
  ).length;
  // An open thread uses the phone's whole height; its back button leads out.
  const isReading = /^\/inbox\/./.test(pathname);
  return (
    <nav
      aria-label={t("main")}
      className={cn(
        "z-10 flex shrink-0 items-center border-t bg-sidebar px-2 pb-[env(safe-area-inset-bottom)] md:w-14 md:flex-col md:gap-1 md:border-e md:border-t-0 md:px-0 md:py-2",
        isReading && "max-md:hidden",
      )}
    >
      <Logo className="my-1 hidden size-7 md:block" />
      <ul className="flex min-w-0 flex-1 md:mt-2 md:flex-none md:flex-col md:gap-1">
        {PLACES.filter(
          ({ name }) => name === "settings" || mayOpen(role, name),
        ).map(({ href, name, Icon, ...place }) => (
          // On a phone they share the room that the lamp leaves.
          <li
            key={href}
            className={cn(
              "min-w-0 flex-auto md:flex-none",
              "isWide" in place && mayOpen(role, "board") && "max-md:hidden",
            )}
          >
            <RailLink
              href={href}
              label={t(name)}
              Icon={Icon}
              isCurrent={
                pathname.startsWith(href) && !(isStart && href === "/settings")
              }
              {...(name === "inbox" && unread > 0
                ? {
                    count: unread,
                    told: t("withUnread", { label: t(name), count: unread }),
                  }
                : {})}
              {...(name === "settings" && troubled > 0
                ? {
                    count: troubled,
                    told: t("withTroubled", {
                      label: t(name),
                      count: troubled,
                    }),
                  }
                : {})}
              {...(name === "board" && alerts > 0
                ? {
                    count: alerts,
                    told: t("withAlerts", { label: t(name), count: alerts }),
                  }
                : {})}
            />
          </li>
        ))}
        {isStarting && (
          // A phone's bar has no room for it; there the settings lead to it.
          <li className="max-md:hidden">
            <RailLink
              href="/settings/start"
              label={t("start")}
              Icon={ListChecks}
              isCurrent={isStart}
            />
          </li>
        )}
      </ul>
      <div className="flex shrink-0 items-center gap-1 md:mt-auto md:flex-col md:gap-3">
        <WrapUp />
        <NotificationBell />
        <ConnectionStatus />
        <UserMenu />
      </div>
    </nav>
  );
}

function RailLink({
  href,
  label,
  Icon,
  isCurrent,
  count = 0,
  told,
}: {
  href: string;
  label: string;
  Icon: ComponentType<{ className?: string }>;
  isCurrent: boolean;
  count?: number;
  /** The link's name including the meaning of the number. */
  told?: string;
}) {
  return (
    <Hint text={label} side="right">
      <PageLink
        href={href}
        prefetch={false}
        aria-current={isCurrent ? "page" : undefined}
        className={cn(
          "relative flex h-13 flex-col items-center justify-center gap-0.5 rounded-lg text-muted-foreground transition-colors hover:bg-accent hover:text-foreground md:size-10",
          isCurrent && "text-foreground md:bg-selected",
        )}
      >
        <Icon className="size-5 md:size-[18px]" />
        <span aria-hidden className="text-[11px] leading-3 md:hidden">
          {label}
        </span>
        <span className="sr-only">{told ?? label}</span>
        {count > 0 && (
          <span
            aria-hidden // the text for screen readers says what it counts
            className="absolute start-1/2 top-1 ms-1.5 min-w-4 rounded-full bg-primary px-1 text-center text-[10px] leading-4 font-semibold text-primary-foreground tabular-nums md:top-0.5"
          >
            {count > 99 ? "99+" : count}
          </span>
        )}
      </PageLink>
    </Hint>
  );
}
