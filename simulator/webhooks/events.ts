import type { SimChat, SimMessage, World } from "../world/model.ts";
import { webhookAttachments } from "./message-shape.ts";
import { publish } from "./publish.ts";

/** Each function tells the apps one thing that happened in a chat, in the
 *  shape of the Messenger Platform's webhook reference. */

const fromPerson = (chat: SimChat) => ({
  sender: { id: chat.psid },
  recipient: { id: chat.pageId },
});

const fromPage = (chat: SimChat) => ({
  sender: { id: chat.pageId },
  recipient: { id: chat.psid },
});

export function tellMessage(
  world: World,
  chat: SimChat,
  message: SimMessage,
  referral?: Record<string, unknown>,
): Promise<void> {
  const attachments = webhookAttachments(world, message);
  const replied = message.replyTo ? world.mids.get(message.replyTo) : undefined;
  return publish(world, {
    pageId: chat.pageId,
    field: "messages",
    chat,
    mid: message.mid,
    item: {
      ...fromPerson(chat),
      timestamp: message.at,
      message: {
        mid: message.mid,
        ...(message.text === null ? {} : { text: message.text }),
        ...(message.quickReplyPayload === null
          ? {}
          : { quick_reply: { payload: message.quickReplyPayload } }),
        ...(message.replyTo === null
          ? {}
          : {
              reply_to: {
                mid: message.replyTo,
                is_self_reply: replied?.message.from === "person",
              },
            }),
        ...(attachments.length === 0 ? {} : { attachments }),
        ...(referral ? { referral } : {}),
      },
    },
  });
}

export function tellEcho(
  world: World,
  chat: SimChat,
  message: SimMessage,
): Promise<void> {
  if (world.faults.dropEchoes) return Promise.resolve();
  const attachments = webhookAttachments(world, message);
  return publish(world, {
    pageId: chat.pageId,
    field: "message_echoes",
    chat,
    item: {
      ...fromPage(chat),
      timestamp: message.at,
      message: {
        mid: message.mid,
        is_echo: true,
        ...(message.appId === null ? {} : { app_id: Number(message.appId) }),
        ...(message.metadata === null ? {} : { metadata: message.metadata }),
        ...(message.text === null ? {} : { text: message.text }),
        ...(attachments.length === 0 ? {} : { attachments }),
        ...(message.replyTo === null
          ? {}
          : { reply_to: { mid: message.replyTo } }),
      },
    },
  });
}

/** No timestamp: the platform's own sample has none. */
export function tellDelivered(
  world: World,
  chat: SimChat,
  mids: string[],
): Promise<void> {
  return publish(world, {
    pageId: chat.pageId,
    field: "message_deliveries",
    chat,
    item: {
      ...fromPerson(chat),
      delivery: {
        ...(world.faults.dropMids ? {} : { mids }),
        watermark: chat.deliveredUntil,
      },
    },
  });
}

export function tellRead(world: World, chat: SimChat): Promise<void> {
  return publish(world, {
    pageId: chat.pageId,
    field: "message_reads",
    chat,
    item: {
      ...fromPerson(chat),
      timestamp: Date.now(),
      read: { watermark: chat.readUntil },
    },
  });
}

/** The names Meta gives to the seven emoji of the bar; the rest is "other". */
const REACTION_NAMES: Record<string, string> = {
  "❤️": "love",
  "❤": "love",
  "😆": "smile",
  "😮": "wow",
  "😢": "sad",
  "😠": "angry",
  "👍": "like",
  "👎": "dislike",
};

/** @param emoji null: taken back */
export function tellReaction(
  world: World,
  chat: SimChat,
  mid: string,
  emoji: string | null,
): Promise<void> {
  const reaction =
    emoji === null
      ? { action: "unreact", mid }
      : {
          reaction: REACTION_NAMES[emoji] ?? "other",
          emoji,
          action: "react",
          mid,
        };
  return publish(world, {
    pageId: chat.pageId,
    field: "message_reactions",
    chat,
    item: { ...fromPerson(chat), timestamp: Date.now(), reaction },
  });
}

export function tellEdit(
  world: World,
  chat: SimChat,
  message: SimMessage,
): Promise<void> {
  return publish(world, {
    pageId: chat.pageId,
    field: "message_edits",
    chat,
    item: {
      ...fromPerson(chat),
      timestamp: message.editedAt ?? Date.now(),
      message_edit: {
        mid: message.mid,
        text: message.text,
        num_edit: message.numEdit,
      },
    },
  });
}

export function tellUnsend(
  world: World,
  chat: SimChat,
  message: SimMessage,
): Promise<void> {
  return publish(world, {
    pageId: chat.pageId,
    field: "messages",
    chat,
    item: {
      ...fromPerson(chat),
      timestamp: message.deletedAt ?? Date.now(),
      message: { mid: message.mid, is_deleted: true },
    },
  });
}

export type Postback = {
  title: string;
  payload: string;
  referral?: Record<string, unknown> | undefined;
};

export function tellPostback(
  world: World,
  chat: SimChat,
  message: SimMessage,
  { title, payload, referral }: Postback,
): Promise<void> {
  return publish(world, {
    pageId: chat.pageId,
    field: "messaging_postbacks",
    chat,
    mid: message.mid,
    item: {
      ...fromPerson(chat),
      timestamp: message.at,
      postback: {
        mid: message.mid,
        title,
        payload,
        ...(referral ? { referral } : {}),
      },
    },
  });
}

export function tellReferral(
  world: World,
  chat: SimChat,
  referral: Record<string, unknown>,
): Promise<void> {
  return publish(world, {
    pageId: chat.pageId,
    field: "messaging_referrals",
    chat,
    item: { ...fromPerson(chat), timestamp: Date.now(), referral },
  });
}

export function tellForm(
  world: World,
  chat: SimChat,
  formId: string,
): Promise<void> {
  return publish(world, {
    pageId: chat.pageId,
    field: "messaging_in_thread_lead_form_submit",
    chat,
    item: {
      ...fromPerson(chat),
      timestamp: Date.now(),
      form: { id: formId },
    },
  });
}

/** Thread-control news goes to the app it concerns, owner or not. */
export function tellThreadControl(
  world: World,
  chat: SimChat,
  toAppId: string,
  news: Record<string, unknown>,
): Promise<void> {
  return publish(world, {
    pageId: chat.pageId,
    field: "messaging_handovers",
    chat,
    onlyAppId: toAppId,
    item: { ...fromPerson(chat), timestamp: Date.now(), ...news },
  });
}
