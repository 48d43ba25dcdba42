"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Thread } from "#contract/threads/thread.ts";
import { CustomerFacts } from "#components/inbox/customer/customer-facts.tsx";
import { setCustomerSheet } from "#components/inbox/panes/pane-state.ts";
import { Sheet, SheetClose } from "#components/ui/overlays/dialog.tsx";
import { IconButton } from "#components/ui/controls/icon-button.tsx";

/** The customer's details over the thread, on screens without room beside it. */
export default function CustomerSheet({ thread }: { thread: Thread }) {
  const t = useTranslations("customer");
  return (
    <Sheet open onOpenChange={setCustomerSheet} title={t("label")}>
      <div className="flex justify-end p-1.5 pb-0">
        <SheetClose asChild>
          <IconButton label={t("close")}>
            <X />
          </IconButton>
        </SheetClose>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <CustomerFacts key={thread.customer.id} thread={thread} />
      </div>
    </Sheet>
  );
}
