"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, MessagesSquare, UserX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRouter, useSearchParams } from "next/navigation";
import { Suspense, useCallback, useEffect, useState } from "react";
import type { InboxState } from "#contract/live/inbox-state.ts";
import type { Customer } from "#contract/customers/customer.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { ContactProof } from "#components/customers/contact-proof.tsx";
import { CustomerActions } from "#components/customers/customer-actions.tsx";
import { CustomerConsents } from "#components/customers/customer-consents.tsx";
import { Duplicates } from "#components/customers/duplicates.tsx";
import LegalHolds from "#components/inbox/customer/legal-holds.tsx";
import { BlockedNotice } from "#components/thread/block/blocked-notice.tsx";
import { CustomerTimeline } from "#components/customers/customer-timeline.tsx";
import { CustomerMedia } from "#components/customers/media/customer-media.tsx";
import CustomerAliases from "#components/inbox/customer/customer-aliases.tsx";
import CustomerNotes from "#components/inbox/customer/customer-notes.tsx";
import StageSection from "#components/inbox/customer/stage-section.tsx";
import { FactList } from "#components/inbox/customer/customer-facts.tsx";
import { OwnFields } from "#components/inbox/customer/own-fields.tsx";
import { ThreadRow } from "#components/inbox/list/thread-row.tsx";
import { BackLink } from "#components/navigation/back-link.tsx";
import { useOpenThread } from "#components/navigation/selection.ts";
import { useGo } from "#components/navigation/use-go.ts";
import { lazily } from "#components/page/lazily.ts";
import { api, type Page } from "#components/live/transport/api.ts";
import {
  isSameList,
  useInbox,
  useLive,
  useMe,
} from "#components/live/stores/live-context.ts";
import { CustomerLeads } from "#components/leads/customer-leads.tsx";
import { CustomerTouches } from "#components/leads/customer-touches.tsx";
import { LabelSection } from "#components/labels/label-section.tsx";
import { liveKey } from "#components/live/queries/live-keys.ts";
import { usePrefetchRoom, useRoom } from "#components/live/queries/use-room.ts";
import { Avatar } from "#components/ui/marks/avatar.tsx";
import { EmptyState } from "#components/ui/marks/empty-state.tsx";
import { Segmented } from "#components/ui/controls/segmented.tsx";
import { Button } from "#components/ui/controls/button.tsx";
import { Skeleton } from "#components/ui/marks/skeleton.tsx";
import { useCustomerName } from "#components/words/use-customer-name.ts";
import { useErrorWords } from "#components/words/use-error-words.ts";
import { mayDo } from "#contract/people/policy.ts";

const CustomerFiles = lazily(
  () => import("#components/inbox/customer/customer-files.tsx"),
);

/** One person: who they are, and every conversation with them that I may see. */
export function CustomerPage({ customerId }: { customerId: string }) {
  const t = useTranslations("customer");
  const words = useErrorWords();
  const customerName = useCustomerName();
  const go = useGo();
  const { role, seenBy } = useMe();
  const isOwn = seenBy === null;
  const mayEdit = isOwn && mayDo(role, "customers.edit");
  const mayMerge = isOwn && mayDo(role, "customers.merge");
  const { data: customer, error } = useQuery({
    queryKey: liveKey("customer", customerId),
    queryFn: ({ signal }) =>
      api<Customer>(`/customers/${customerId}`, { signal }),
  });
  useSurvivorAddress(customerId, customer);
  if (error)
    return (
      <EmptyState
        className="flex-1"
        icon={<UserX />}
        title={t("gone")}
        text={words(error)}
        action={
          mayDo(role, "customers.list") && (
            <BackLink href="/customers">{t("all")}</BackLink>
          )
        }
      />
    );
  if (!customer)
    return (
      <div className="mx-auto w-full max-w-3xl space-y-4 p-6">
        <Skeleton className="h-20" />
        <Skeleton className="h-48" />
      </div>
    );
  const name = customerName(customer);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-3xl px-4 py-6 md:px-8">
        <Button
          variant="ghost"
          className="-ms-2.5 mb-3 text-muted-foreground"
          onClick={() => {
            // A link that opened this tab leaves nothing to go back to.
            if (window.history.length > 1) window.history.back();
            else go(mayDo(role, "customers.list") ? "/customers" : "/inbox");
          }}
        >
          <ArrowLeft aria-hidden />
          {t("back")}
        </Button>
        <header className="flex items-center gap-4">
          <Avatar
            id={customer.id}
            name={name}
            url={customer.avatarUrl}
            size="lg"
          />
          <div className="min-w-0 flex-1">
            <h1 className="bidi truncate text-xl font-semibold">{name}</h1>
            {!customer.nameKnown && (
              <p className="text-sm text-muted-foreground">
                {t("nameUnknown")}
              </p>
            )}
            {customer.aliases.length > 0 && (
              <CustomerAliases customer={customer} mayEdit={mayEdit} />
            )}
          </div>
          {mayMerge && <CustomerActions customer={customer} />}
        </header>
        <BlockedNotice customer={customer} />
        <LegalHolds customerId={customer.id} />
        {mayMerge && <Duplicates key={customer.id} customer={customer} />}
        <FactList
          customer={customer}
          about={(field, shown) => (
            <ContactProof customer={shown} field={field} mayEdit={mayEdit} />
          )}
        />
        <CustomerTouches customerId={customer.id} />
        <CustomerLeads customerId={customer.id} />
        <StageSection customer={customer} mayEdit={mayEdit} />
        <LabelSection
          title={t("labels")}
          of={{ type: "customer", id: customer.id }}
          labels={customer.labels}
          mayEdit={mayEdit}
        />
        <OwnFields customer={customer} mayEdit={mayEdit} />
        {mayDo(role, "customers.list") ? (
          <>
            <CustomerConsents customer={customer} mayEdit={mayEdit} />
            <CustomerNotes customerId={customer.id} mayEdit={mayEdit} />
            <History customer={customer} />
          </>
        ) : (
          <CustomerThreads customer={customer} withFiles />
        )}
      </div>
    </div>
  );
}

/** The id of a merged customer leads to the survivor's page: events of the survivor reach no other. */
function useSurvivorAddress(askedId: string, customer: Customer | undefined) {
  const router = useRouter();
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!customer || customer.id === askedId) return;
    queryClient.setQueryData(liveKey("customer", customer.id), customer);
    router.replace(`/customers/${customer.id}${window.location.search}`);
  }, [askedId, customer, queryClient, router]);
}

type View = "threads" | "timeline" | "files";

/** The conversations as a list, everything that has happened in its order, or the files of all conversations. */
function History({ customer }: { customer: Customer }) {
  const t = useTranslations("customer");
  const files = useTranslations("customerFiles");
  const isFilesAsked = useSearchParams().get("show") === "files";
  const [view, setView] = useState<View>(isFilesAsked ? "files" : "threads");
  const { role } = useMe();
  if (!mayDo(role, "threads.read"))
    return (
      <section aria-label={t("history")} className="mt-8">
        <CustomerTimeline customer={customer} />
      </section>
    );
  return (
    <section aria-label={t("history")} className="mt-8">
      <Segmented
        value={view}
        onValueChange={setView}
        label={t("history")}
        className="mb-4 max-w-sm"
        options={[
          { value: "threads", label: t("threads") },
          { value: "timeline", label: t("timeline.title") },
          { value: "files", label: files("title") },
        ]}
      />
      {view === "threads" && <CustomerThreads customer={customer} />}
      {view === "timeline" && <CustomerTimeline customer={customer} />}
      {view === "files" && <CustomerMedia customerId={customer.id} />}
    </section>
  );
}

const MAX_THREADS = 100;

function CustomerThreads({
  customer,
  withFiles = false,
}: {
  customer: Customer;
  /** Shows the newest files of the newest conversation: for a reviewer, who has no list of all. */
  withFiles?: boolean;
}) {
  const t = useTranslations("customer");
  const { store } = useLive();
  const openThread = useOpenThread();
  const prefetch = usePrefetchRoom();
  const { data: ids } = useQuery({
    queryKey: liveKey("customer-threads", customer.id),
    queryFn: async ({ signal }) => {
      const { seq: startedSeq } = store.getState();
      const page = await api<Page<Thread>>("/threads", {
        query: { customer: customer.id, limit: MAX_THREADS },
        signal,
      });
      for (const thread of page.items)
        store.dispatch({ type: "thread.fetched", thread, startedSeq });
      return page.items.map(({ id }) => id);
    },
  });
  const threads = useInbox(
    useCallback(
      (state: InboxState) =>
        (ids ?? []).flatMap((id) => state.threads[id]?.thread ?? []),
      [ids],
    ),
    isSameList,
  );
  const [newest] = threads;
  return (
    <div className="mt-4">
      <h2 className="sr-only">{t("threads")}</h2>
      {ids && threads.length === 0 ? (
        <EmptyState icon={<MessagesSquare />} title={t("noThreads")} />
      ) : (
        <ul className="divide-y overflow-hidden rounded-lg border bg-card">
          {threads.map((thread) => (
            <li key={thread.id}>
              <ThreadRow
                thread={thread}
                isSelected={false}
                onOpen={openThread}
                onApproach={prefetch}
              />
            </li>
          ))}
        </ul>
      )}
      {withFiles && newest && <LoadedFiles threadId={newest.id} />}
    </div>
  );
}

function LoadedFiles({ threadId }: { threadId: string }) {
  useRoom(threadId);
  return (
    <Suspense>
      <CustomerFiles threadId={threadId} />
    </Suspense>
  );
}
