import { attachmentPath, cdnUrl } from "../world/attachments.ts";
import type {
  SimAttachment,
  SimChat,
  SimMessage,
  SimPage,
  World,
} from "../world/model.ts";
import { currentOwner } from "../world/world.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { parseFields, pick, type FieldTree } from "./fields.ts";
import { checkConversationRate } from "./limits.ts";
import { answer, type GraphReply } from "./reply.ts";
import { textParam, type GraphRequest } from "./request.ts";
import { graphTime, paged } from "./paging.ts";

/** Only this many of the newest messages give more than id and time. */
const DETAILED = 20;
const DEFAULT_LIMIT = 25;

/** GET /{page-id}/conversations */
export function conversations(
  world: World,
  caller: Caller,
  page: SimPage,
  request: GraphRequest,
): GraphReply {
  checkConversationRate(world, page.id);
  const { params } = request;
  const platform = textParam(params, "platform");
  // No Instagram account is linked to a simulated page.
  if (platform?.toLowerCase() === "instagram") return answer({ data: [] });
  const psid = textParam(params, "user_id");
  const tree = parseFields(
    textParam(params, "fields") ?? "id,link,updated_time",
  );
  const found = [...world.chats.values()]
    .filter((chat) => chat.pageId === page.id && chat.messages.length > 0)
    .filter((chat) => psid === null || chat.psid === psid)
    .sort((a, b) => b.updatedAt - a.updatedAt);
  return answer(
    paged(
      found,
      (chat) => conversationFields(world, caller, chat, tree),
      (chat) => chat.id,
      params,
      DEFAULT_LIMIT,
    ),
  );
}

/** GET /{conversation-id} */
export function conversation(
  world: World,
  caller: Caller,
  chat: SimChat,
  request: GraphRequest,
): GraphReply {
  if (chat.pageId !== caller.page?.id)
    throw refuse.noSuchObject(chat.id, "get");
  checkConversationRate(world, chat.pageId);
  const tree = parseFields(
    textParam(request.params, "fields") ?? "id,link,updated_time",
  );
  return answer(conversationFields(world, caller, chat, tree));
}

/** GET /{conversation-id}/messages */
export function conversationMessages(
  world: World,
  caller: Caller,
  chat: SimChat,
  request: GraphRequest,
): GraphReply {
  if (chat.pageId !== caller.page?.id)
    throw refuse.noSuchObject(chat.id, "get");
  checkConversationRate(world, chat.pageId);
  const { params } = request;
  const tree = parseFields(textParam(params, "fields") ?? "id,created_time");
  return answer(messageList(world, chat, tree, params));
}

/** GET /{message-id}. @throws 9000001 for what was unsent or is too old. */
export function messageNode(
  world: World,
  caller: Caller,
  mid: string,
  request: GraphRequest,
): GraphReply {
  const found = world.mids.get(mid);
  if (!found || found.chat.pageId !== caller.page?.id)
    throw refuse.noSuchObject(mid, "get");
  checkConversationRate(world, found.chat.pageId);
  if (
    found.message.deletedAt !== null ||
    !hasDetails(found.chat, found.message)
  )
    throw refuse.messageDeleted();
  const tree = parseFields(
    textParam(request.params, "fields") ?? "id,created_time",
  );
  return answer(messageFields(world, found.chat, found.message, tree));
}

function conversationFields(
  world: World,
  caller: Caller,
  chat: SimChat,
  tree: FieldTree,
): Record<string, unknown> {
  const visible = listed(chat);
  const newest = visible.at(-1);
  const owner = currentOwner(chat, Date.now());
  const inner = tree.get("messages");
  return pick(tree, {
    id: chat.id,
    link: `/${chat.pageId}/inbox/${chat.id.slice(2)}/`,
    updated_time: graphTime(chat.updatedAt),
    message_count: visible.length,
    unread_count: visible.filter(
      ({ from, at }) => from === "person" && at > chat.pageSeenUntil,
    ).length,
    snippet: newest?.text ?? "",
    can_reply: !chat.blocked,
    is_owner: owner === null || owner === caller.app.id,
    participants: { data: [personRef(world, chat), pageRef(world, chat)] },
    senders: { data: [personRef(world, chat), pageRef(world, chat)] },
    messages: inner
      ? messageList(world, chat, inner.inside, {
          limit: inner.limit ?? undefined,
        })
      : undefined,
  });
}

function messageList(
  world: World,
  chat: SimChat,
  tree: FieldTree,
  params: Record<string, unknown>,
) {
  return paged(
    listed(chat).reverse(),
    (message) => {
      const { id, created_time } = basics(message);
      return hasDetails(chat, message)
        ? messageFields(world, chat, message, tree)
        : { id, created_time };
    },
    (message) => message.mid,
    params,
    DEFAULT_LIMIT,
  );
}

const listed = (chat: SimChat): SimMessage[] =>
  chat.messages.filter(({ deletedAt }) => deletedAt === null);

function hasDetails(chat: SimChat, message: SimMessage): boolean {
  return listed(chat).slice(-DETAILED).includes(message);
}

const basics = (message: SimMessage) => ({
  id: message.mid,
  created_time: graphTime(message.at),
});

function messageFields(
  world: World,
  chat: SimChat,
  message: SimMessage,
  tree: FieldTree,
): Record<string, unknown> {
  const isPage = message.from === "page";
  const stickerPath = message.attachments
    .filter(({ type }) => type === "sticker")
    .map(attachmentPath)[0];
  const files = message.attachments.filter(({ assetId }) => assetId !== null);
  return pick(tree.size > 0 ? tree : parseFields("id,created_time"), {
    ...basics(message),
    message: message.text ?? "",
    from: isPage ? pageRef(world, chat) : personRef(world, chat),
    to: { data: [isPage ? personRef(world, chat) : pageRef(world, chat)] },
    attachments:
      files.length === 0
        ? undefined
        : { data: files.map((file) => attachmentData(world, file)) },
    sticker: stickerPath ? cdnUrl(world, stickerPath) : undefined,
    reply_to: message.replyTo
      ? { mid: message.replyTo, is_self_reply: false }
      : undefined,
    tags: { data: [{ name: "inbox" }, { name: isPage ? "sent" : "read" }] },
  });
}

function attachmentData(world: World, file: SimAttachment) {
  const url = cdnUrl(world, attachmentPath(file) ?? "");
  const common = {
    id: file.assetId,
    mime_type: file.mimeType,
    name: file.name,
    size: file.size,
  };
  if (file.type === "image")
    return {
      ...common,
      image_data: { width: 960, height: 720, url, preview_url: url },
    };
  if (file.type === "video")
    return {
      ...common,
      video_data: { width: 640, height: 360, url, preview_url: url },
    };
  return { ...common, file_url: url };
}

function personRef(world: World, chat: SimChat) {
  return {
    name: world.people.get(chat.personId)?.name ?? "",
    email: `${chat.psid}@facebook.com`,
    id: chat.psid,
  };
}

function pageRef(world: World, chat: SimChat) {
  return {
    name: world.pages.get(chat.pageId)?.name ?? "",
    email: `${chat.pageId}@facebook.com`,
    id: chat.pageId,
  };
}
