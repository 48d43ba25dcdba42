import { attachmentPath, viewUrl } from "../world/attachments.ts";
import { avatarPath, logoPath } from "../graph/profiles.ts";
import { replyWindow } from "../graph/send-rules.ts";
import type {
  SimApp,
  SimAttachment,
  SimChat,
  SimMessage,
  SimPage,
  SimPerson,
  World,
} from "../world/model.ts";
import { currentOwner, findChat } from "../world/world.ts";

/** The views of the control API. Times are Unix ms; urls of pictures and files
 *  are paths on this server that never expire. */

export const iso = (ms: number): string => new Date(ms).toISOString();

export function appView(app: SimApp) {
  return {
    appId: app.id,
    appSecret: app.secret,
    name: app.name,
    callbackUrl: app.callbackUrl,
    verifyToken: app.verifyToken,
    fields: app.fields,
    requireProof: app.requireProof,
    mode: app.mode,
    deauthorizeUrl: app.deauthorizeUrl,
    dataDeletionUrl: app.dataDeletionUrl,
    tellsPermissions: app.tellsPermissions,
    loginConfigs: Object.fromEntries(app.loginConfigs),
    appToken: `${app.id}|${app.secret}`,
  };
}

export function pageView(world: World, page: SimPage) {
  const tokens = [...world.tokens.values()].filter(
    (token) => token.pageId === page.id,
  );
  return {
    pageId: page.id,
    name: page.name,
    category: page.category,
    logoUrl: viewUrl(logoPath(page)),
    token: tokens[0]?.value ?? null,
    tokens: tokens.map((token) => ({
      token: token.value,
      appId: token.appId,
      deadSubcode: token.deadSubcode,
      expiresAt: token.expiresAt,
      dataAccessEndsAt: token.dataAccessEndsAt,
      scopes: token.scopes,
    })),
    tasks: page.tasks,
    webhooks: page.webhooks,
    appId: tokens[0]?.appId ?? null,
    defaultAppId: page.defaultAppId,
    subscribed: Object.fromEntries(page.installs),
    messengerProfile: page.messengerProfile,
    forms: [...world.forms.values()]
      .filter((form) => form.pageId === page.id)
      .map(({ id, name }) => ({ formId: id, name })),
  };
}

export function personView(person: SimPerson) {
  return {
    personId: person.id,
    name: person.name,
    firstName: person.firstName,
    lastName: person.lastName,
    avatarUrl: viewUrl(avatarPath(person)),
    locale: person.locale,
    timezone: person.timezone,
    gender: person.gender,
    isCast: person.isCast,
    hasAppRole: person.hasAppRole,
    psids: Object.fromEntries(person.psids),
  };
}

/** One row of the list of customers on a page. */
export function rowView(world: World, page: SimPage, person: SimPerson) {
  const chat = findChat(world, page.id, person.id);
  const last = chat?.messages.at(-1);
  return {
    ...personView(person),
    psid: person.psids.get(page.id) ?? "",
    lastMessage: last ? messageView(last) : null,
    unread: chat
      ? chat.messages.filter(
          ({ from, at }) => from === "page" && at > chat.readUntil,
        ).length
      : 0,
    pageTyping: chat ? chat.pageTypingUntil > Date.now() : false,
  };
}

/** A chat as its person sees it, oldest message first. */
export function chatView(world: World, page: SimPage, person: SimPerson) {
  const chat = findChat(world, page.id, person.id);
  const now = Date.now();
  return {
    pageId: page.id,
    pageName: page.name,
    personId: person.id,
    psid: person.psids.get(page.id) ?? "",
    chatId: chat?.id ?? null,
    messages:
      chat?.messages.map((one) => ({
        ...messageView(one),
        state: stateOf(chat, one),
      })) ?? [],
    pageTyping: chat ? chat.pageTypingUntil > now : false,
    personTyping: chat ? chat.personTypingUntil > now : false,
    pageSeenUntil: chat?.pageSeenUntil ?? 0,
    deliveredUntil: chat?.deliveredUntil ?? 0,
    readUntil: chat?.readUntil ?? 0,
    blocked: chat?.blocked ?? false,
    ownerAppId: chat ? currentOwner(chat, now) : null,
    lastCustomerAt: chat?.lastCustomerAt ?? null,
    replyWindow: chat ? replyWindow(chat) : null,
  };
}

export type ChatView = ReturnType<typeof chatView>;

export function messageView(message: SimMessage) {
  return {
    mid: message.mid,
    at: message.at,
    from: message.from,
    text: message.text,
    attachments: message.attachments.map(attachmentView),
    replyTo: message.replyTo,
    reactions: message.reactions,
    numEdit: message.numEdit,
    editedAt: message.editedAt,
    deletedAt: message.deletedAt,
    quickReplies: message.quickReplies,
    appId: message.appId,
    metadata: message.metadata,
    tag: message.tag,
    postback: message.postback,
  };
}

function attachmentView(attachment: SimAttachment) {
  const path = attachmentPath(attachment);
  return {
    type: attachment.type,
    url: path === null ? null : viewUrl(path),
    name: attachment.name,
    mimeType: attachment.mimeType,
    size: attachment.size,
    stickerId: attachment.stickerId,
    attachmentId: attachment.attachmentId,
    payload: attachment.payload,
  };
}

/** A person's message: sent → delivered (an app answered 200) → seen (the
 *  page marked it). A page's: sent → delivered → seen by the person. */
function stateOf(
  chat: SimChat,
  message: SimMessage,
): "sent" | "delivered" | "seen" {
  if (message.from === "page") {
    if (message.at <= chat.readUntil) return "seen";
    return message.at <= chat.deliveredUntil ? "delivered" : "sent";
  }
  if (message.at <= chat.pageSeenUntil) return "seen";
  return message.acknowledged ? "delivered" : "sent";
}
