"use client";

import { useTranslations } from "next-intl";
import { Suspense, useEffect } from "react";
import { CustomerFacts } from "#components/inbox/customer/customer-facts.tsx";
import {
  setCustomerSheet,
  useCustomerSheet,
} from "#components/inbox/panes/pane-state.ts";
import { CustomerSpace } from "#components/inbox/panes/customer-space.tsx";
import { PaneHandle } from "#components/inbox/panes/pane-handle.tsx";
import { useThread } from "#components/live/queries/use-room.ts";
import { lazily } from "#components/page/lazily.ts";

const CustomerSheet = lazily(
  () => import("#components/inbox/customer/customer-sheet.tsx"),
);

/** The customer's details, beside the thread where there is room, else over it. */
export function CustomerPane({ threadId }: { threadId: string }) {
  const t = useTranslations("customer");
  const { thread } = useThread(threadId);
  const words = useTranslations("thread");
  const isSheetOpen = useCustomerSheet();
  useEffect(() => () => setCustomerSheet(false), [threadId]);
  if (!thread) return <CustomerSpace />;
  return (
    <>
      <PaneHandle
        pane="customer"
        label={words("resizeCustomer")}
        className="pane-customer md:hidden pane:block"
      />
      <aside
        aria-label={t("label")}
        className="pane-customer isolate hidden w-[var(--customer-width,19rem)] shrink-0 overflow-y-auto border-s bg-sidebar pane:block"
      >
        <CustomerFacts key={thread.customer.id} thread={thread} />
      </aside>
      {isSheetOpen && (
        <Suspense>
          <CustomerSheet thread={thread} />
        </Suspense>
      )}
    </>
  );
}
