"use client";

import { Lock } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  homeOf,
  mayOpen,
  pageOfPath,
  rightFor,
} from "#contract/live/console-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { PageLink } from "#components/navigation/page-link.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";

/** Guards pages that need a right: without it, names the missing right within the console's frame. */
export function PageGuard({ children }: { children: ReactNode }) {
  const t = useTranslations("forbidden");
  const { role } = useMe();
  const page = pageOfPath(usePathname());
  if (page === null || mayOpen(role, page)) return children;
  return (
    <EmptyState
      className="min-h-full"
      icon={<Lock />}
      title={<h2>{t("title")}</h2>}
      text={t(`needs.${rightFor(page)}`)}
      action={
        <PageLink
          href={homeOf(role)}
          className="text-sm text-primary hover:underline"
        >
          {t("action")}
        </PageLink>
      }
    />
  );
}
