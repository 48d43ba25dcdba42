"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { CustomerFacts } from "#components/inbox/customer/customer-facts.tsx";
import {
  setCustomerSheet,
  useCustomerSheet,
} from "#components/inbox/customer/pane-state.ts";
import { usePreferences } from "#components/live/preferences.ts";
import { useThread } from "#components/live/use-room.ts";
import { Sheet, SheetClose } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

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
      <Sheet
        open={isSheetOpen}
        onOpenChange={setCustomerSheet}
        title={t("label")}
      >
        <div className="flex justify-end p-1.5 pb-0">
          <SheetClose asChild>
            <IconButton label={t("close")}>
              <X />
            </IconButton>
          </SheetClose>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto">
          <CustomerFacts thread={thread} />
        </div>
      </Sheet>
    </>
  );
}
