import { newerThan, olderThan } from "#contract/threads/message-cursor.ts";
import { threadsOf } from "#contract/live/listed-threads.ts";
import type { Offer } from "#contract/threads/offer.ts";
import type { Message } from "#contract/threads/message.ts";
import type { Room } from "#contract/live/room-state.ts";
import type { Thread } from "#contract/threads/thread.ts";
import {
  keyOf,
  parametersOf,
  type ListQuery,
} from "#contract/live/thread-list.ts";
import { api, ApiError, type Page } from "#components/live/transport/api.ts";
import type { InboxStore } from "#components/live/stores/inbox-store.ts";
import type { OffersStore } from "#components/live/stores/offers-store.ts";

/** The fetches that fill the state. Each may be repeated at any time. */

const LIST_PAGE = 50;
const MAX_PAGE = 100;
const ROOM_PAGE = 40;
// Beyond this, a thread that was read far back is fetched again from its end after a break.
const MAX_ROOM_PAGES = 5;
type MessagePage = Page<Message> & { prevCursor: string | null };

/** After every other id of the same time. */
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const MAX_CACHED_ROOMS = 40;
const MAX_OFFER_TRIES = 5;

/** The first page, as long as what is loaded already (up to what the server gives at once). */
export async function fetchList(
  store: InboxStore,
  query: ListQuery,
  signal?: AbortSignal,
): Promise<null> {
  const { seq: startedSeq } = store.getState();
  const held = threadsOf(store.getState(), [query]).length;
  const limit = Math.min(MAX_PAGE, Math.max(LIST_PAGE, held));
  const page = await getThreads(query, { limit }, signal);
  store.dispatch({
    type: "list.fetched",
    query,
    from: null,
    ...page,
    startedSeq,
  });
  return null;
}

/** The page after the loaded ones; nothing when there is none. */
export async function fetchMoreOfList(
  store: InboxStore,
  query: ListQuery,
): Promise<void> {
  const { seq: startedSeq, lists } = store.getState();
  const range = lists[keyOf(query)];
  if (!range?.cursor) return;
  const page = await getThreads(query, {
    limit: LIST_PAGE,
    cursor: range.cursor,
  });
  store.dispatch({
    type: "list.fetched",
    query,
    from: range,
    ...page,
    startedSeq,
  });
}

function getThreads(
  query: ListQuery,
  page: { limit: number; cursor?: string },
  signal?: AbortSignal,
): Promise<Page<Thread>> {
  return api<Page<Thread>>("/threads", {
    query: { ...parametersOf(query), ...page },
    ...(signal ? { signal } : {}),
  });
}

/** One thread. If it is not visible (any more): removes it from the state and throws. */
export async function fetchThread(
  store: InboxStore,
  threadId: string,
  signal?: AbortSignal,
): Promise<null> {
  const { seq: startedSeq } = store.getState();
  try {
    const thread = await api<Thread>(`/threads/${threadId}`, {
      ...(signal ? { signal } : {}),
    });
    store.dispatch({ type: "thread.fetched", thread, startedSeq });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      store.dispatch({ type: "thread.removed", threadId });
    throw error;
  }
  return null;
}

/** The newest messages, back to the oldest one that is held, so that the reader's place stays. */
export async function fetchRoom(
  store: InboxStore,
  threadId: string,
  signal?: AbortSignal,
): Promise<null> {
  store.dispatch({ type: "room.opened", threadId });
  const { seq: startedSeq, rooms } = store.getState();
  const held = rooms[threadId];
  if (held?.loaded && held.newerCursor !== null)
    return fetchFarBack(store, threadId, held, signal);
  const oldest = held?.loaded ? held.messages[0] : undefined;
  const items: Message[] = [];
  let cursor: string | null = null;
  for (let count = 0; count < MAX_ROOM_PAGES; count += 1) {
    const page: MessagePage = await getMessages(
      threadId,
      { limit: oldest ? MAX_PAGE : ROOM_PAGE, cursor },
      signal,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
    const last = page.items.at(-1);
    if (!cursor || !oldest || !last || last.sentAt <= oldest.sentAt) break;
  }
  store.dispatch({
    type: "messages.fetched",
    threadId,
    items,
    nextCursor: cursor,
    startedSeq,
  });
  forgetOldRooms(store, threadId);
  return null;
}

/** The held messages of a thread that is read far back, so that the reader's place stays. */
async function fetchFarBack(
  store: InboxStore,
  threadId: string,
  held: Room,
  signal?: AbortSignal,
): Promise<null> {
  const { seq: startedSeq } = store.getState();
  const [oldest, newest] = [held.messages[0], held.messages.at(-1)];
  if (!oldest || !newest) return null;
  const items: Message[] = [];
  let cursor: string | null = olderThan({ ...newest, id: LAST_ID });
  for (let count = 0; cursor && count < MAX_ROOM_PAGES; count += 1) {
    const page: MessagePage = await getMessages(
      threadId,
      { limit: MAX_PAGE, cursor },
      signal,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
    const last = page.items.at(-1);
    if (!last || last.sentAt <= oldest.sentAt) break;
  }
  // The reader went on meanwhile.
  const now = store.getState().rooms[threadId];
  if (now?.cursor !== held.cursor || now.newerCursor !== held.newerCursor)
    return fetchRoom(store, threadId, signal);
  store.dispatch({
    type: "messages.fetched",
    threadId,
    items,
    nextCursor: cursor,
    newerCursor: newerThan(newest),
    startedSeq,
  });
  return null;
}

/** One page further back in time. */
export async function fetchOlder(
  store: InboxStore,
  threadId: string,
  limit = ROOM_PAGE,
): Promise<void> {
  const cursor = store.getState().rooms[threadId]?.cursor;
  if (!cursor) return;
  const page = await getMessages(threadId, { limit, cursor });
  // A fetch after a break may have reset the thread meanwhile.
  if (store.getState().rooms[threadId]?.cursor !== cursor) return;
  store.dispatch({ type: "messages.older", threadId, ...page });
}

/** One page further on in time, after a jump far back. */
export async function fetchNewer(
  store: InboxStore,
  threadId: string,
): Promise<void> {
  const cursor = store.getState().rooms[threadId]?.newerCursor;
  if (!cursor) return;
  const page = await getMessages(threadId, { limit: ROOM_PAGE, cursor });
  if (store.getState().rooms[threadId]?.newerCursor !== cursor) return;
  store.dispatch({ type: "messages.newer", threadId, ...page });
}

/** The newest messages alone, from anywhere in the thread. */
export async function fetchLatest(
  store: InboxStore,
  threadId: string,
): Promise<void> {
  const { seq: startedSeq } = store.getState();
  const page = await getMessages(threadId, { limit: ROOM_PAGE, cursor: null });
  store.dispatch({ type: "messages.fetched", threadId, ...page, startedSeq });
}

/** Loads a message with those before and after it; false: it is not in this thread. */
export async function fetchAround(
  store: InboxStore,
  threadId: string,
  messageId: string,
): Promise<boolean> {
  const isLoaded = () =>
    store
      .getState()
      .rooms[threadId]?.messages.some(({ id }) => id === messageId) ?? false;
  if (isLoaded()) return true;
  const page = await getMessages(threadId, {
    limit: ROOM_PAGE,
    cursor: null,
    around: messageId,
  });
  store.dispatch({ type: "messages.around", threadId, ...page });
  return isLoaded();
}

function getMessages(
  threadId: string,
  {
    limit,
    cursor,
    around,
  }: { limit: number; cursor: string | null; around?: string },
  signal?: AbortSignal,
): Promise<MessagePage> {
  return api<MessagePage>(`/threads/${threadId}/messages`, {
    query: { limit, cursor: cursor ?? undefined, around },
    ...(signal ? { signal } : {}),
  }).then((page) => ({
    ...page,
    // Scheduled replies have a list of their own: use-scheduled.ts.
    items: page.items.filter(({ status }) => status !== "scheduled"),
  }));
}

// An eight-hour day opens hundreds of threads; memory must stay flat.
function forgetOldRooms(store: InboxStore, keep: string): void {
  const opened = Object.keys(store.getState().rooms);
  for (const threadId of opened.slice(0, -MAX_CACHED_ROOMS)) {
    if (threadId !== keep) store.dispatch({ type: "room.forgotten", threadId });
  }
}

/** All open offers. An offer that begins or ends during the fetch makes it fetch again. */
export async function fetchOffers(
  store: OffersStore,
  signal?: AbortSignal,
): Promise<null> {
  for (let count = 0; count < MAX_OFFER_TRIES; count += 1) {
    const before = store.getState().ringing;
    const { items } = await api<Page<Offer>>("/offers", {
      ...(signal ? { signal } : {}),
    });
    if (store.getState().ringing !== before) continue;
    store.dispatch({ type: "offers.fetched", items });
    break;
  }
  return null;
}
