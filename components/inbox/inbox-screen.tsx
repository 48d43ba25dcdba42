"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { ListPane } from "#components/inbox/list/list-pane.tsx";
import { useIsWide } from "#components/inbox/panes/use-is-wide.ts";
import { ViewList } from "#components/inbox/views/view-list.tsx";
import { NothingChosen } from "#components/inbox/panes/nothing-chosen.tsx";
import { PaneHandle } from "#components/inbox/panes/pane-handle.tsx";
import {
  ChosenThread,
  useChosenThread,
} from "#components/navigation/selection.ts";
import { CustomerSpace } from "#components/inbox/panes/customer-space.tsx";
import { ThreadSkeleton } from "#components/inbox/log/thread-pane-skeleton.tsx";
import { OfflineBar } from "#components/live/connection-status.tsx";
import { cn } from "#components/ui/class-names.ts";
import { StayProvider } from "#components/page/has-stayed.tsx";
import { CardDock } from "#components/page/card-slot.tsx";
import { patiently } from "#components/page/patiently.ts";

// Preloads once the list has rendered with its data.
const PRELOAD_AFTER_MS = 400;

const loadThread = () => import("./thread-pane.tsx");
const loadCustomer = () =>
  import("#components/inbox/customer/customer-pane.tsx");
const ThreadPane = dynamic(
  () => patiently(loadThread).then((file) => file.ThreadPane),
  {
    // It shows fetched data, and the server has fetched none.
    ssr: false,
    loading: () => <ThreadSkeleton />,
  },
);
const CustomerPane = dynamic(
  () => patiently(loadCustomer).then((file) => file.CustomerPane),
  { ssr: false, loading: () => <CustomerSpace /> },
);

// A URL that names a thread needs the code at once.
if (typeof window !== "undefined" && /^\/inbox\/./.test(location.pathname))
  void loadThread().catch(() => undefined);

/** List, thread and customer: side by side where there is room, one at a time on a phone. */
export function InboxScreen() {
  const t = useTranslations("list");
  const threadId = useChosenThread();
  useEffect(() => {
    // The first thread should open as fast as the second.
    const timer = setTimeout(() => {
      void loadThread().catch(() => undefined);
      void loadCustomer().catch(() => undefined);
    }, PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <ChosenThread value={threadId}>
      <OfflineBar />
      <div className="flex min-h-0 flex-1">
        <ViewsSidebar />
        <div
          className={cn(
            "flex w-full shrink-0 flex-col md:flex md:w-[var(--list-width,20rem)] md:border-e 2xl:w-[var(--list-width,24rem)]",
            threadId && "pane-list hidden",
          )}
        >
          <div className="min-h-0 flex-1">
            <ListPane />
          </div>
          <CardDock name="list" />
        </div>
        <PaneHandle
          pane="list"
          label={t("resize")}
          className={cn(threadId && "pane-list")}
        />
        <StayProvider of={threadId}>
          <div className={cn("min-w-0 flex-1 md:block", !threadId && "hidden")}>
            {threadId ? (
              <ThreadPane key={threadId} threadId={threadId} />
            ) : (
              <NothingChosen />
            )}
          </div>
          {threadId && <CustomerPane threadId={threadId} />}
        </StayProvider>
      </div>
    </ChosenThread>
  );
}

/** The views beside the list, where the window has room for four columns. */
function ViewsSidebar() {
  const isWide = useIsWide();
  if (!isWide) return null;
  return (
    <div className="w-52 shrink-0 overflow-y-auto border-e bg-sidebar">
      <ViewList />
    </div>
  );
}
