"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useTranslations } from "next-intl";
import { Suspense, useLayoutEffect, useRef, useState } from "react";
import type { Leave } from "#contract/people/presence-requests.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { abilitiesOf } from "#components/thread/rights/abilities.ts";
import { useThreadManager } from "#components/thread/rights/use-thread-manager.ts";
import { usePreviewText } from "#components/thread/use-preview-text.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import { useSignOut } from "#components/live/stores/live-context.ts";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Dialog } from "#components/ui/overlays/dialog.tsx";
import { lazily } from "#components/page/lazily.ts";
import { useLeavingWords } from "./use-leaving-words.ts";
import { Notice } from "#components/ui/marks/notice.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";

const TransferDialog = lazily(
  () => import("#components/inbox/transfer/transfer-dialog.tsx"),
);

const MAX_LISTED = 100;
const WAYS = ["return", "keep", "policy"] as const;

/** Asks what happens to the agent's open threads at signing out. Without open threads it signs out at once. */
export default function SignOutDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("signOut");
  const words = useErrorWords();
  const signOut = useSignOut();
  const [way, setWay] = useState<Leave["threads"]>("return");
  const {
    data: open,
    error,
    errorUpdateCount,
    failureCount,
  } = useQuery({
    queryKey: liveKey("still-open"),
    queryFn: async ({ signal }) =>
      (
        await api<Page<Thread>>("/threads", {
          query: { owner: "me", status: "open", limit: MAX_LISTED },
          signal,
        })
      ).items,
    staleTime: 0,
    gcTime: 0,
    // Each transferred thread leaves the list.
    refetchInterval: 2_000,
  });
  const leavingWords = useLeavingWords(way === "policy");
  const hasAsked = useRef(false);
  const leave = (threads: Leave["threads"]) => {
    // A failed request must not keep the agent signed in. The dialog closes in any case: after a failed
    // sign-out, the agent works on.
    void signOut(() =>
      api("/me/leave", { method: "POST", body: { threads } }).catch(
        () => undefined,
      ),
    ).then(onClose);
  };
  // Before the paint, so that no dialog flashes when there is nothing to ask.
  useLayoutEffect(() => {
    if (open === undefined || hasAsked.current) return;
    hasAsked.current = true;
    if (open.length === 0) leave("policy");
  }, [open]);
  // A failure is still known while it is tried again: the dialog stays, and can be answered.
  const isUnknown = open === undefined && errorUpdateCount === 0;
  if (isUnknown && failureCount === 0) return null;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title")}
      description={
        open
          ? open.length > 0
            ? t("stillOpen", { count: open.length })
            : t("nothingOpen")
          : undefined
      }
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            variant="primary"
            disabled={isUnknown}
            onClick={() => leave(open?.length ? way : "policy")}
          >
            {t("submit")}
          </Button>
        </>
      }
    >
      {error && (
        <Notice tone="danger" role="alert">
          {words(error)}
        </Notice>
      )}
      {!open && !error && <Skeleton className="h-40" />}
      {open && open.length > 0 && (
        <>
          <ul
            aria-label={t("list")}
            className="max-h-56 divide-y overflow-y-auto rounded-md border"
          >
            {open.map((thread) => (
              <OpenRow
                key={thread.id}
                thread={thread}
                fate={way === "policy" ? leavingWords(thread) : null}
              />
            ))}
          </ul>
          <RadioGroup.Root
            value={way}
            onValueChange={(value) => setWay(value as Leave["threads"])}
            aria-label={t("rest")}
            className="mt-4 space-y-1"
          >
            <p aria-hidden className="pb-1 text-sm font-medium">
              {t("rest")}
            </p>
            {WAYS.map((each) => (
              <RadioGroup.Item
                key={each}
                value={each}
                className="group flex w-full items-start gap-2.5 rounded-md border px-3 py-2 text-start text-sm hover:bg-accent data-[state=checked]:border-primary data-[state=checked]:bg-selected"
              >
                <span
                  aria-hidden
                  className="mt-0.5 flex size-3.5 shrink-0 items-center justify-center rounded-full border border-input group-data-[state=checked]:border-primary"
                >
                  <span className="size-1.5 rounded-full group-data-[state=checked]:bg-primary" />
                </span>
                <span>
                  <span className="block font-medium">
                    {t(`ways.${each}.title`)}
                  </span>
                  <span className="block text-xs text-muted-foreground">
                    {t(`ways.${each}.text`)}
                  </span>
                </span>
              </RadioGroup.Item>
            ))}
          </RadioGroup.Root>
        </>
      )}
    </Dialog>
  );
}

function OpenRow({
  thread,
  fate,
}: {
  thread: Thread;
  /** Said in place of the last message. */
  fate: string | null;
}) {
  const t = useTranslations("signOut");
  const customerName = useCustomerName();
  const previewText = usePreviewText();
  const can = abilitiesOf(thread, useThreadManager());
  const [isTransferring, setTransferring] = useState(false);
  const { customer, waitingSince, pendingTransfer } = thread;
  const name = customerName(customer);
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Avatar id={customer.id} name={name} url={customer.avatarUrl} size="sm" />
      <div className="min-w-0 flex-1">
        <p className="bidi truncate text-sm font-medium">{name}</p>
        <p
          className={cn(
            "bidi truncate text-xs text-muted-foreground",
            waitingSince && !pendingTransfer && !fate && "text-warning",
          )}
        >
          {pendingTransfer
            ? t("asked", { name: pendingTransfer.to.name })
            : (fate ?? (waitingSince ? t("waits") : previewText(thread)))}
        </p>
      </div>
      {!pendingTransfer && can.transfer && (
        <Button
          size="sm"
          aria-label={t("handOverOf", { name })}
          onClick={() => setTransferring(true)}
        >
          <ArrowLeftRight />
          {t("handOver")}
        </Button>
      )}
      {isTransferring && (
        <Suspense>
          <TransferDialog
            thread={thread}
            onClose={() => setTransferring(false)}
          />
        </Suspense>
      )}
    </li>
  );
}
