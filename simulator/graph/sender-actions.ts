import type { SimChat, World } from "../world/model.ts";
import { markSeen, reactAsPage, setTyping } from "../world/page-acts.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { checkMayWrite } from "./recipient.ts";
import { answer, type GraphReply } from "./reply.ts";
import { isRecord, textParam } from "./request.ts";
import { checkWindow } from "./send-rules.ts";

/** typing_on, typing_off, mark_seen, react, unreact. Answers the recipient
 *  alone. @throws GraphError */
export function senderAction(
  world: World,
  caller: Caller,
  chat: SimChat,
  params: Record<string, unknown>,
): GraphReply {
  const page = world.pages.get(chat.pageId);
  if (page) checkMayWrite(world, caller, page, chat);
  const action = textParam(params, "sender_action")?.toLowerCase();
  // Reading is allowed at any time; everything the person notices is not.
  if (action !== "mark_seen")
    checkWindow(
      { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" },
      chat,
      Date.now(),
    );
  switch (action) {
    case "typing_on":
    case "typing_off":
      setTyping(world, chat, action === "typing_on");
      break;
    case "mark_seen":
      markSeen(world, chat);
      break;
    case "react":
    case "unreact":
      reaction(world, chat, params["payload"], action === "react");
      break;
    default:
      throw refuse.badParameter(
        "Param sender_action must be one of {TYPING_ON, TYPING_OFF, MARK_SEEN, REACT, UNREACT}",
      );
  }
  return answer({ recipient_id: chat.psid });
}

function reaction(
  world: World,
  chat: SimChat,
  payload: unknown,
  isOn: boolean,
): void {
  if (!isRecord(payload)) throw refuse.missingParameter("payload");
  const mid = textParam(payload, "message_id");
  const message = chat.messages.find((one) => one.mid === mid);
  if (!message || message.deletedAt !== null)
    throw refuse.badParameter(
      "Param payload[message_id] must be a message of this conversation.",
    );
  const emoji = textParam(payload, "reaction");
  if (isOn && !emoji) throw refuse.missingParameter("payload[reaction]");
  reactAsPage(world, chat, message, isOn ? emoji : null);
}
