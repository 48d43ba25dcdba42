"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import {
  useCallback,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from "react";
import { createStore } from "zustand";
import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import type { Agent } from "#contract/people/agent.ts";
import type { Me as Myself } from "#contract/people/me.ts";
import type { Channel, ChannelName } from "#contract/channels/channel.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  LIVE,
  liveKey,
  refreshLive,
  setLiveDefaults,
} from "#components/live/queries/live-keys.ts";
import {
  putLead,
  refreshLeadsSoon,
} from "#components/live/queries/refresh-leads.ts";
import { ApiError } from "#components/live/transport/api.ts";
import type {
  ConnectionOptions,
  ConnectionState,
} from "#components/live/transport/connection.ts";
import { createInboxStore } from "#components/live/stores/inbox-store.ts";
import {
  LiveContext,
  SignOutContext,
  type Live,
  type Me,
  type SignOut,
} from "#components/live/stores/live-context.ts";
import { createRowViewers } from "#components/live/stores/row-viewers.ts";
import { createLiveSignals } from "#components/live/stores/live-signals.ts";
import { createOffersStore } from "#components/live/stores/offers-store.ts";
import { startPreferenceSync } from "#components/live/actions/sync-preferences.ts";
import { isLeavingConsole } from "#components/live/actions/leave-console.ts";
import { startDraftSync } from "#components/live/actions/sync-drafts.ts";
import { keepOutbox } from "#components/live/actions/outbox.ts";
import { createSeenMessages } from "#components/live/stores/seen-messages.ts";
import { createTypingStore } from "#components/live/stores/typing-store.ts";
import { resendUnsent } from "#components/live/actions/use-reply.ts";
import { watchKeys } from "#components/live/watch-keys.ts";
import { watchOwnThreads } from "#components/live/watch-own-threads.ts";
import { toast } from "#components/page/toast.ts";

const MAX_RETRIES = 3;
const LOAD_RETRY_MS = 2_000;

/** The state, the connection that keeps it current, and the lamp that shows whether it is. */
export function LiveProvider({
  me,
  children,
}: {
  me: Me;
  children: ReactNode;
}) {
  const [queryClient] = useState(createQueryClient);
  const [core] = useState<Live>(() => ({
    me,
    store: createInboxStore(),
    typing: createTypingStore(),
    offers: createOffersStore(me.id),
    signals: createLiveSignals(),
    rows: createRowViewers(),
    seen: createSeenMessages(),
    line: createStore<{ lamp: ConnectionState }>()(() => ({
      lamp: "catching_up",
    })),
  }));
  const { id, name, email, role, contactLimit, seenBy } = me;
  // A new role comes with the page's refresh; the state and the connection stay.
  const live = useMemo<Live>(
    () => ({ ...core, me: { id, name, email, role, contactLimit, seenBy } }),
    [id, name, email, role, contactLimit, seenBy, core],
  );
  const t = useTranslations("signOut");
  const [isLeaving, setLeaving] = useState(false);
  const signOut = useCallback<SignOut>(
    async (before) => {
      setLeaving(true);
      await queryClient.cancelQueries();
      await before?.();
      try {
        // Fetched when it is needed: once a day at most.
        const auth = await import("next-auth/react");
        await auth.signOut({ callbackUrl: "/sign-in" });
      } catch {
        setLeaving(false);
        toast.error(t("failed"));
      }
    },
    [queryClient, t],
  );
  const router = useRouter();

  useEffect(() => {
    if (isLeaving) return;
    // A teammate who sees this console keeps nothing of it, and sends nothing.
    const isSeen = core.me.seenBy !== null;
    const stopKeeping = isSeen ? () => undefined : keepOutbox(core);
    const stopWatchingKeys = watchKeys(core.store);
    const stopWatching = watchOwnThreads(core.store, core.me.id, () =>
      refreshMyself(queryClient),
    );
    const drafts = isSeen
      ? null
      : startDraftSync(
          core.me.id,
          (threadId) =>
            core.store.getState().threads[threadId]?.thread.lastMessage?.id ??
            null,
        );
    const stopPreferenceSync = isSeen
      ? () => undefined
      : startPreferenceSync(core.me.id);
    const stopHearing = core.signals.on("draft.updated", ({ draft }) =>
      drafts?.receive(draft),
    );
    const connection = startConnection({
      rows: core.rows,
      onEvent(name, payload) {
        receive(core, queryClient, name, payload);
        core.signals.emit(name, payload);
        if (name === "access.changed") router.refresh();
      },
      resync: async () => {
        // The session belongs to another person's console now; this page is about to be left.
        if (isLeavingConsole()) return;
        await resync(queryClient);
        reloadForOther(queryClient, core.me);
      },
      onConnection: (lamp) => {
        core.line.setState({ lamp });
        if (lamp !== "live" || isSeen) return;
        void resendUnsent(core);
        drafts?.reload();
      },
      onUnauthorized: goToSignIn,
    });
    return () => {
      connection.stop();
      stopPreferenceSync();
      stopHearing();
      drafts?.stop();
      stopKeeping();
      stopWatchingKeys();
      stopWatching();
    };
  }, [core, queryClient, router, isLeaving]);

  if (isLeaving)
    return (
      <main className="flex h-dvh items-center justify-center text-sm text-muted-foreground">
        <p role="status">{t("leaving")}</p>
      </main>
    );

  return (
    <QueryClientProvider client={queryClient}>
      <LiveContext.Provider value={live}>
        <SignOutContext.Provider value={signOut}>
          {children}
        </SignOutContext.Provider>
      </LiveContext.Provider>
    </QueryClientProvider>
  );
}

// The page can be drawn before the connection is there; its code comes right after.
function startConnection(options: ConnectionOptions): { stop(): void } {
  let stopped = false;
  let connection: { stop(): void } | null = null;
  const load = () =>
    import("#components/live/transport/connection.ts").then(
      ({ connectLive }) => {
        if (!stopped) connection = connectLive(options);
      },
      () => {
        options.onConnection("offline");
        if (!stopped) setTimeout(() => void load(), LOAD_RETRY_MS);
      },
    );
  void load();
  return {
    stop() {
      stopped = true;
      connection?.stop();
    },
  };
}

function createQueryClient(): QueryClient {
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: {
        // Events keep it fresh; a connect invalidates it.
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
        retry: (count, error) => {
          if (error instanceof ApiError && error.status === 401) goToSignIn();
          return !isRefusal(error) && count < MAX_RETRIES;
        },
      },
      mutations: { networkMode: "always" },
    },
  });
  setLiveDefaults(queryClient);
  return queryClient;
}

/** A forbidden answer stays unread; only a missing answer leaves doubt. @throws that answer's error */
async function resync(queryClient: QueryClient): Promise<void> {
  await queryClient.invalidateQueries({
    queryKey: LIVE,
    refetchType: "active",
  });
  const failed = queryClient
    .getQueryCache()
    .findAll({ queryKey: LIVE, type: "active" })
    .map(({ state }) => state.error)
    .find((error) => error && !isRefusal(error));
  if (failed) throw failed;
}

function isRefusal(error: Error): boolean {
  return error instanceof ApiError && error.status < 500;
}

function goToSignIn(): void {
  const from = window.location.pathname + window.location.search;
  if (!from.startsWith("/sign-in"))
    window.location.assign(`/sign-in?from=${encodeURIComponent(from)}`);
}

/** The address says which thread is open. */
function isOpen(threadId: string): boolean {
  return window.location.pathname.endsWith(`/${threadId}`);
}

function receive<Name extends LiveEventName>(
  live: Live,
  queryClient: QueryClient,
  name: Name,
  payload: LiveEvents[Name],
): void {
  const event = { name, payload } as {
    [Each in LiveEventName]: { name: Each; payload: LiveEvents[Each] };
  }[LiveEventName];
  switch (event.name) {
    case "message.created":
      putCustomer(queryClient, event.payload.thread.customer);
      live.store.receive(
        { type: event.name, ...event.payload },
        isOpen(event.payload.message.threadId),
      );
      live.offers.dispatch({ type: event.name, ...event.payload });
      return;
    case "message.updated":
      live.store.receive(
        { type: event.name, ...event.payload },
        isOpen(event.payload.message.threadId),
      );
      live.offers.dispatch({ type: event.name, ...event.payload });
      return;
    case "thread.updated":
      putCustomer(queryClient, event.payload.thread.customer);
      live.store.receive(
        { type: event.name, ...event.payload },
        isOpen(event.payload.thread.id),
      );
      live.offers.dispatch({ type: event.name, ...event.payload });
      return;
    case "thread.removed":
      live.store.receive({ type: event.name, ...event.payload });
      return;
    case "presence.updated":
      patchPresence(queryClient, event.payload);
      return;
    case "typing": {
      const { threadId, agentId } = event.payload;
      if (agentId !== live.me.id) live.typing.note(threadId, agentId);
      return;
    }
    case "offer.created":
      if ("thread" in event.payload)
        live.store.receive({
          type: "thread.updated",
          thread: event.payload.thread,
        });
      live.offers.dispatch({ type: event.name, ...event.payload });
      return;
    case "offer.ended":
      live.offers.dispatch({ type: event.name, ...event.payload });
      return;
    case "access.changed":
      // The agent's rights have changed: lists, queues and threads alike.
      void queryClient.invalidateQueries({ queryKey: LIVE });
      return;
    case "channel.updated":
      putChannel(queryClient, event.payload.channel);
      return;
    case "settings.updated":
      refreshLive(queryClient, event.name, event.payload.what);
      return;
    case "lead.updated":
      live.offers.dispatch({ type: event.name, ...event.payload });
      putLead(queryClient, event.payload.lead);
      refreshLeadsSoon(queryClient);
      return;
    case "lead.removed":
      // Its page says that the lead is not there.
      void queryClient.invalidateQueries({
        queryKey: liveKey("lead", event.payload.leadId),
      });
      refreshLeadsSoon(queryClient);
      return;
    case "lead.created":
      refreshLeadsSoon(queryClient);
      return;
    case "viewers.updated":
      live.rows.note(event.payload.threadId, event.payload.viewers);
      return;
    case "labels.changed":
    case "customer.changed":
    case "schedule.changed":
    case "board.changed":
    case "alert.ended":
      refreshLive(queryClient, event.name);
      return;
    case "alert.created":
    case "draft.updated":
    case "notification.created":
    case "notification.read":
    case "version.changed":
      return; // for listeners of the signals
  }
}

/** In another tab of this browser it has become someone else's console, or its own again: the page is not theirs, and may not be open to them. */
function reloadForOther(queryClient: QueryClient, me: Me): void {
  const now = queryClient.getQueryData<Myself>(liveKey("me"));
  const isOther =
    now && (now.id !== me.id || now.seenBy?.until !== me.seenBy?.until);
  if (isOther && !isLeavingConsole()) window.location.assign("/");
}

function refreshMyself(queryClient: QueryClient): void {
  void queryClient.invalidateQueries({ queryKey: liveKey("me") });
}

/** A customer's page shows fields of their threads. */
function putCustomer(
  queryClient: QueryClient,
  customer: Thread["customer"],
): void {
  queryClient.setQueryData<Thread["customer"]>(
    liveKey("customer", customer.id),
    (held) => held && customer,
  );
}

/** The name of a channel, its health, and its abilities: at once. */
function putChannel(
  queryClient: QueryClient,
  channel: LiveEvents["channel.updated"]["channel"],
): void {
  const names = queryClient.getQueryData<ChannelName[]>(
    liveKey("channels/names"),
  );
  const before = names?.find(({ id }) => id === channel.id);
  // Messages that the page itself sent carry its name.
  if (before && before.name !== channel.name)
    void queryClient.invalidateQueries({ queryKey: LIVE });
  if (before)
    queryClient.setQueryData<ChannelName[]>(
      liveKey("channels/names"),
      names?.map((held) => (held.id === channel.id ? channel : held)),
    );
  else refreshLive(queryClient, "channel.updated");
  if (!("route" in channel)) return;
  const held = queryClient
    .getQueryData<Channel[]>(liveKey("channels"))
    ?.find(({ id }) => id === channel.id);
  // Writing to a list that does not contain it would mark the list as fresh.
  if (held)
    queryClient.setQueryData<Channel[]>(liveKey("channels"), (channels) =>
      channels?.map((each) => (each.id === channel.id ? channel : each)),
    );
  else void queryClient.invalidateQueries({ queryKey: liveKey("channels") });
  // Every thread carries its reply window.
  if (held && held.humanAgent !== channel.humanAgent)
    void queryClient.invalidateQueries({ queryKey: LIVE });
}

function patchPresence(
  queryClient: QueryClient,
  { agentId, ...now }: LiveEvents["presence.updated"],
): void {
  const patch = <Somebody extends Agent>(agent: Somebody): Somebody =>
    agent.id === agentId
      ? {
          ...agent,
          presence: now.presence,
          presenceSince: now.since,
          presenceText: now.text,
          presenceMessage: now.message,
          presenceUntil: now.until,
          presenceReason: now.reason,
        }
      : agent;
  queryClient.setQueryData<Agent[]>(liveKey("agents"), (agents) =>
    agents?.map(patch),
  );
  queryClient.setQueryData<Agent>(liveKey("me"), (agent) =>
    agent ? patch(agent) : agent,
  );
  refreshLive(queryClient, "presence.updated");
}
