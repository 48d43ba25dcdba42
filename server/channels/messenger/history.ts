import { setTimeout as pause } from "node:timers/promises";
import type { InboundAttachment } from "#server/channels/inbound-event.ts";
import type {
  HistoryOutcome,
  HistoryPage,
  HistoryQuery,
  PastEvent,
} from "#server/channels/history.ts";
import {
  asId,
  asLine,
  asObject,
  asObjects,
  asText,
  asTime,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";
import type { PageTarget } from "#server/channels/messenger/target.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type {
  Graph,
  GraphFailure,
  GraphResult,
} from "#server/channels/meta/graph.ts";

/** The number of the newest messages of a conversation that come with their content. */
const DETAILED_MESSAGES = 20;
const CONVERSATIONS_PER_PAGE = 10;
/** The limit is two calls a second; looking for uncertain sends needs some of them. */
const PAUSE_MS = 1_000;
/** Further messages of a conversation, of which only the ids can be had. */
const IDS_PER_PAGE = 100;
const MAX_PAGES_OF_IDS = 5;
const MAX_NAME = 200;

type Conversation = HistoryPage["conversations"][number];

/**
 * One page of the account's conversations, newest first, with the messages
 * since a given time. Messages past the 20 newest of a conversation are listed
 * by id alone. Source: Messenger Platform, "Conversations", read 2026-11.
 */
export async function history(
  graph: Graph,
  target: PageTarget,
  { since, cursor, signal }: HistoryQuery,
): Promise<HistoryOutcome> {
  const content =
    "id,created_time,from,to,message,attachments,sticker,reply_to";
  const reader: Reader = { graph, target, signal };
  const result = await read(reader, [target.accountId, "conversations"], {
    platform: "messenger",
    limit: String(CONVERSATIONS_PER_PAGE),
    fields: `id,updated_time,participants,messages.limit(${DETAILED_MESSAGES}){${content}}`,
    ...(cursor === null ? {} : { after: cursor }),
  });
  if (result.kind === "failed") return toFailure(result);
  const found = asObjects(result.body["data"]);
  const wanted = found.filter((one) => !isBefore(one["updated_time"], since));
  const conversations: Conversation[] = [];
  for (const one of wanted) {
    const conversation = toConversation(target.accountId, one, since);
    const older = await idsOfOlder(reader, one, since);
    if (!Array.isArray(older)) return toFailure(older);
    conversation.unreadable.push(...older);
    conversations.push(conversation);
  }
  const reachesBack = wanted.length < found.length;
  return {
    kind: "page",
    conversations,
    next: reachesBack || found.length === 0 ? null : nextOf(result.body),
    pauseMs: PAUSE_MS,
  };
}

/** Ids of messages since then that are not among the newest. */
async function idsOfOlder(
  reader: Reader,
  conversation: JsonObject,
  since: Date,
): Promise<string[] | GraphFailure> {
  const id = asId(conversation["id"]);
  const shown = asObject(conversation["messages"]);
  const last = asObjects(shown?.["data"]).at(-1);
  let after = shown && nextOf(shown);
  if (id === null || !last || isBefore(last["created_time"], since)) return [];
  const ids: string[] = [];
  for (let page = 0; after && page < MAX_PAGES_OF_IDS; page += 1) {
    // Cut short, the call that follows says that it was stopped.
    await pause(PAUSE_MS, null, { signal: reader.signal }).catch(() => null);
    const result = await read(reader, [id, "messages"], {
      fields: "id,created_time",
      limit: String(IDS_PER_PAGE),
      after,
    });
    if (result.kind === "failed") return result;
    const listed = asObjects(result.body["data"]);
    const recent = listed.filter(
      (one) => !isBefore(one["created_time"], since),
    );
    ids.push(...recent.flatMap((one) => asId(one["id"]) ?? []));
    after = recent.length < listed.length ? null : nextOf(result.body);
  }
  return ids;
}

function toConversation(
  pageId: string,
  conversation: JsonObject,
  since: Date,
): Conversation {
  const events: PastEvent[] = [];
  const unreadable: string[] = [];
  const person = peopleIn(conversation["participants"]).find(
    (id) => id !== pageId,
  );
  const messages = asObjects(asObject(conversation["messages"])?.["data"]);
  // The newest comes first; within a second only this order tells.
  for (const message of messages.toReversed()) {
    if (isBefore(message["created_time"], since)) continue;
    const event = toEvent(pageId, person ?? null, message);
    if (event) events.push(event);
    else unreadable.push(asId(message["id"]) ?? "");
  }
  return { events, unreadable };
}

/** Null: nobody can say who wrote what. */
function toEvent(
  pageId: string,
  person: string | null,
  message: JsonObject,
): PastEvent | null {
  const mid = asId(message["id"]);
  const at = asTime(message["created_time"]);
  const from = asId(asObject(message["from"])?.["id"]);
  if (mid === null || at === null || from === null) return null;
  const isPage = from === pageId;
  const customerId = isPage
    ? (peopleIn(message["to"]).find((id) => id !== pageId) ?? person)
    : from;
  if (customerId === null) return null;
  const text = asText(message["message"]) || null;
  const attachments = attachmentsOf(message);
  const content = {
    accountId: pageId,
    customerId,
    at,
    standby: false,
    mid,
    text,
    attachments:
      text === null && attachments.length === 0 ? [NOT_SHOWN] : attachments,
    replyToMid: asId(asObject(message["reply_to"])?.["mid"]),
  };
  // The conversation names no app, and carries nothing that was sent along.
  return isPage
    ? { type: "echo", ...content, appId: null, metadata: null }
    : { type: "message", ...content, context: null };
}

const NOT_SHOWN: InboundAttachment = {
  type: "unsupported",
  url: null,
  name: null,
  meta: null,
};

function attachmentsOf(message: JsonObject): InboundAttachment[] {
  const sticker = asText(message["sticker"]);
  const files = asObjects(asObject(message["attachments"])?.["data"]);
  return [
    ...(sticker
      ? [{ type: "sticker" as const, url: sticker, name: null, meta: null }]
      : []),
    ...files.map(toAttachment),
  ];
}

function toAttachment(file: JsonObject): InboundAttachment {
  const name = asLine(file["name"], MAX_NAME);
  const mimeType = asText(file["mime_type"]) ?? "";
  const image = asText(asObject(file["image_data"])?.["url"]);
  const video = asText(asObject(file["video_data"])?.["url"]);
  const other = asText(file["file_url"]);
  const common = { url: image ?? video ?? other, name, meta: null };
  if (common.url === null) return NOT_SHOWN;
  if (image !== null) return { type: "image", ...common };
  if (video !== null) return { type: "video", ...common };
  return { type: mimeType.startsWith("audio/") ? "audio" : "file", ...common };
}

function peopleIn(list: unknown): string[] {
  return asObjects(asObject(list)?.["data"]).flatMap(
    (one) => asId(one["id"]) ?? [],
  );
}

/** True only for a readable time: without one, nothing is left out. */
function isBefore(time: unknown, since: Date): boolean {
  const at = asTime(time);
  // Times there are whole seconds, cut off.
  return at !== null && at.getTime() + 1_000 <= since.getTime();
}

function nextOf(list: JsonObject): string | null {
  const paging = asObject(list["paging"]);
  if (asText(paging?.["next"]) === null) return null;
  return asText(asObject(paging?.["cursors"])?.["after"]);
}

type Reader = { graph: Graph; target: PageTarget; signal: AbortSignal };

function read(
  { graph, target, signal }: Reader,
  path: string[],
  query: Record<string, string>,
): Promise<GraphResult> {
  return graph.call({
    method: "GET",
    path,
    query,
    token: target.accessToken,
    appSecret: target.appSecret,
    signal,
  });
}
