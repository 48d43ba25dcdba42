"use client";

import { useTranslations } from "next-intl";
import { memo, Suspense, useDeferredValue, useEffect } from "react";
import type { Thread } from "#contract/threads/thread.ts";
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
        <LaterFacts thread={thread} />
      </aside>
      {isSheetOpen && (
        <Suspense>
          <CustomerSheet thread={thread} />
        </Suspense>
      )}
    </>
  );
}

/**
 * The facts of the thread's customer, drawn right after the conversation: drawn with it, they kept the words that the
 * agent opened it for from the screen.
 */
function LaterFacts({ thread }: { thread: Thread }) {
  return <Facts thread={useDeferredValue(thread)} />;
}

// Not drawn again with the thread before, while the one to come waits.
const Facts = memo(function Facts({ thread }: { thread: Thread }) {
  return <CustomerFacts key={thread.customer.id} thread={thread} />;
});
