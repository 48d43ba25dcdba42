"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { mayChange, pageOfPath } from "#contract/live/console-pages.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { Notice } from "#components/ui/marks/notice.tsx";

/** Turns off the controls of a settings page that the role may read but not change. */
export function ReadOnly({ children }: { children: ReactNode }) {
  const t = useTranslations("settings");
  const { role } = useMe();
  const page = pageOfPath(usePathname());
  if (page === null || mayChange(role, page)) return children;
  return (
    <>
      <div className="px-4 pt-4 md:px-8">
        <Notice>{t("readOnly")}</Notice>
      </div>
      <fieldset disabled className="contents">
        {children}
      </fieldset>
    </>
  );
}
