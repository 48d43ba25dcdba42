import { sticker } from "../world/attachments.ts";
import type { SimAttachment, SimChat, SimPage, World } from "../world/model.ts";
import { announcePageMessage, writeAsPage } from "../world/page-acts.ts";
import { tellEcho } from "../webhooks/events.ts";
import { resolveAttachment } from "./attachments.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { checkSendRate } from "./limits.ts";
import type { GraphReply } from "./reply.ts";
import { isRecord, textParam, type GraphRequest } from "./request.ts";
import { checkMayWrite, recipient } from "./recipient.ts";
import { failIfPlanned, sendTimeout } from "./send-faults.ts";
import { checkMessage, checkWindow } from "./send-rules.ts";
import { senderAction } from "./sender-actions.ts";
import { sendThreadControl } from "./thread-control.ts";

/** POST /{page-id}/messages. @throws GraphError */
export async function postMessage(
  world: World,
  caller: Caller,
  page: SimPage,
  request: GraphRequest,
): Promise<GraphReply> {
  const { params } = request;
  const hasMessage = params["message"] !== undefined || request.file !== null;
  if (hasMessage && params["sender_action"] !== undefined)
    throw refuse.badParameter(
      "A message and a sender_action cannot be sent together.",
      2018014,
    );
  const chat = recipient(world, page, params["recipient"]);
  if (params["sender_action"] !== undefined)
    return senderAction(world, caller, chat, params);
  if (params["thread_control"] !== undefined)
    return sendThreadControl(
      world,
      caller,
      page,
      chat,
      params["thread_control"],
    );
  return sendMessage(world, caller, page, chat, request);
}

async function sendMessage(
  world: World,
  caller: Caller,
  page: SimPage,
  chat: SimChat,
  request: GraphRequest,
): Promise<GraphReply> {
  const { params, file } = request;
  const message = params["message"];
  if (!isRecord(message)) throw refuse.missingParameter("message");
  const timeout = sendTimeout(world);
  if (timeout === "before") return { kind: "hang" };
  failIfPlanned(world);
  checkMessage(message, file !== null);
  checkMayWrite(world, caller, page, chat);
  checkWindow(params, chat, Date.now());
  const replyTo = repliedMid(chat, params["reply_to"]);
  const { attachments, attachmentId } = await content(
    world,
    page,
    message,
    file,
  );
  checkSendRate(
    world,
    page.id,
    attachments.some(({ type }) => type === "audio" || type === "video"),
  );
  const sent = writeAsPage(world, chat, {
    appId: caller.app.id,
    text: typeof message["text"] === "string" ? message["text"] : null,
    attachments,
    replyTo,
    metadata: textParam(message, "metadata"),
    tag: textParam(params, "tag"),
    personaId: textParam(params, "persona_id"),
    quickReplies: Array.isArray(message["quick_replies"])
      ? message["quick_replies"].filter(isRecord)
      : [],
  });
  if (world.faults.echoFirst) await tellEcho(world, chat, sent);
  announcePageMessage(world, chat, sent, { echo: !world.faults.echoFirst });
  if (timeout === "after") return { kind: "hang" };
  if (timeout === "reset-after") return { kind: "reset" };
  return {
    kind: "answer",
    body: {
      recipient_id: chat.psid,
      message_id: sent.mid,
      ...(attachmentId === null ? {} : { attachment_id: attachmentId }),
    },
  };
}

function repliedMid(chat: SimChat, given: unknown): string | null {
  if (given === undefined) return null;
  const mid = isRecord(given) ? textParam(given, "mid") : null;
  const found = chat.messages.find((one) => one.mid === mid);
  if (!found || found.deletedAt !== null)
    throw refuse.badParameter(
      "Param reply_to[mid] must be a message of this conversation.",
    );
  return found.mid;
}

async function content(
  world: World,
  page: SimPage,
  message: Record<string, unknown>,
  file: GraphRequest["file"],
): Promise<{ attachments: SimAttachment[]; attachmentId: string | null }> {
  const stickerId = textParam(message, "sticker_id");
  if (stickerId !== null)
    return { attachments: [sticker(stickerId)], attachmentId: null };
  const list = message["attachments"];
  if (Array.isArray(list)) {
    const all = [];
    for (const one of list)
      all.push((await resolveAttachment(world, page, one, null)).attachment);
    return { attachments: all, attachmentId: null };
  }
  if (message["attachment"] === undefined)
    return { attachments: [], attachmentId: null };
  const one = await resolveAttachment(world, page, message["attachment"], file);
  return { attachments: [one.attachment], attachmentId: one.attachmentId };
}
