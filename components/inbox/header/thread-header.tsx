"use client";

import { ArrowLeft, PanelLeftOpen, PanelRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Thread } from "#contract/threads/thread.ts";
import { ThreadActions } from "#components/inbox/actions/thread-actions.tsx";
import { CustomerAvatar } from "#components/thread/customer-avatar.tsx";
import { TestMark } from "#components/thread/test-mark.tsx";
import { useOpenThread } from "#components/navigation/selection.ts";
import { setCustomerSheet } from "#components/inbox/panes/pane-state.ts";
import { ThreadViewers } from "./thread-viewers.tsx";
import { ThreadSubtitle } from "./thread-subtitle.tsx";
import { PageLink } from "#components/navigation/page-link.tsx";
import {
  setPreference,
  usePreferences,
} from "#components/live/stores/preferences.ts";
import { useShownKey } from "#components/live/stores/keymap.ts";
import { IconButton } from "#components/ui/controls/icon-button.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";

/** The customer, the channel, the owner, and the thread's commands. */
export function ThreadHeader({ thread }: { thread: Thread }) {
  const t = useTranslations("thread");
  const openThread = useOpenThread();
  const customerName = useCustomerName();
  const { customer } = thread;
  const name = customerName(customer);
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b ps-1.5 pe-2 md:ps-4">
      <IconButton
        label={t("back")}
        className="md:hidden"
        onClick={() => openThread(null)}
      >
        <ArrowLeft />
      </IconButton>
      <ShowListButton />
      <CustomerAvatar
        customer={customer}
        channelId={thread.channelId}
        size="sm"
      />
      <div className="@container min-w-0 flex-1">
        <div className="flex min-w-0 items-center gap-2">
          <h2 className="min-w-0 truncate text-base leading-5 font-semibold">
            <PageLink
              href={`/customers/${customer.id}`}
              prefetch={false}
              className="bidi -my-0.5 block truncate rounded-sm py-0.5 hover:underline"
            >
              {name}
            </PageLink>
          </h2>
          {thread.test && <TestMark />}
        </div>
        <ThreadSubtitle thread={thread} />
      </div>
      <ThreadViewers threadId={thread.id} />
      <ThreadActions thread={thread} />
      <PaneButtons />
    </header>
  );
}

/** Shows the hidden list again. */
function ShowListButton() {
  const t = useTranslations("list");
  const keys = useShownKey("list");
  const { listPane } = usePreferences();
  if (listPane) return null;
  return (
    <IconButton
      label={t("showList")}
      keys={keys}
      className="max-md:hidden"
      onClick={() => setPreference("listPane", true)}
    >
      <PanelLeftOpen />
    </IconButton>
  );
}

/** Shows the customer beside the thread where there is room, else over it. */
function PaneButtons() {
  const t = useTranslations("thread");
  const keys = useShownKey("customer");
  const { customerPane } = usePreferences();
  return (
    <>
      <IconButton
        label={customerPane ? t("hideCustomer") : t("showCustomer")}
        keys={keys}
        className="hidden pane:inline-flex"
        onClick={() => setPreference("customerPane", !customerPane)}
      >
        <PanelRight />
      </IconButton>
      <IconButton
        label={t("showCustomer")}
        className="max-md:hidden pane:hidden"
        onClick={() => setCustomerSheet(true)}
      >
        <PanelRight />
      </IconButton>
    </>
  );
}
