"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useEffect } from "react";
import { CustomerFacts } from "#components/inbox/customer/customer-facts.tsx";
import {
  setCustomerSheet,
  useCustomerSheet,
} from "#components/inbox/customer/pane-state.ts";
import { usePreferences } from "#components/live/preferences.ts";
import { useThread } from "#components/live/use-room.ts";

const CustomerSheet = lazy(
  () => import("#components/inbox/customer/customer-sheet.tsx"),
);

/** Who the customer is: beside the thread where there is room, else over it. */
export function CustomerPane({ threadId }: { threadId: string }) {
  const t = useTranslations("customer");
  const { thread } = useThread(threadId);
  const { customerPane } = usePreferences();
  const isSheetOpen = useCustomerSheet();
  useEffect(() => () => setCustomerSheet(false), [threadId]);
  if (!thread) return null;
  return (
    <>
      {customerPane && (
        <aside
          aria-label={t("label")}
          className="hidden w-76 shrink-0 overflow-y-auto border-s bg-sidebar pane:block"
        >
          <CustomerFacts thread={thread} />
        </aside>
      )}
      {isSheetOpen && (
        <Suspense>
          <CustomerSheet thread={thread} />
        </Suspense>
      )}
    </>
  );
}
