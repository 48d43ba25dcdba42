import { tellThreadControl } from "../webhooks/events.ts";
import type { SimChat, SimPage, World } from "../world/model.ts";
import { chatChanged, currentOwner } from "../world/world.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { recipient } from "./recipient.ts";
import { answer, type GraphReply } from "./reply.ts";
import { isRecord, textParam, type GraphRequest } from "./request.ts";

const done = answer({ success: true });

/** POST /{page-id}/{pass,take,request,release}_thread_control */
export function threadControl(
  world: World,
  caller: Caller,
  page: SimPage,
  verb: string,
  request: GraphRequest,
): GraphReply {
  const { params } = request;
  const chat = recipient(world, page, params["recipient"]);
  const metadata = textParam(params, "metadata") ?? "";
  switch (verb) {
    case "pass":
      return pass(
        world,
        caller,
        page,
        chat,
        textParam(params, "target_app_id"),
        metadata,
      );
    case "take":
      return take(world, caller, page, chat, metadata);
    case "request":
      return ask(world, caller, page, chat, metadata);
    default:
      return release(world, caller, chat);
  }
}

/** The same by the Send API: `thread_control:{control_type,app_id}`. */
export function sendThreadControl(
  world: World,
  caller: Caller,
  page: SimPage,
  chat: SimChat,
  given: unknown,
): GraphReply {
  if (!isRecord(given))
    throw refuse.badParameter("Param thread_control must be an object.");
  return textParam(given, "control_type") === "pass"
    ? pass(world, caller, page, chat, textParam(given, "app_id"), "")
    : release(world, caller, chat);
}

function pass(
  world: World,
  caller: Caller,
  page: SimPage,
  chat: SimChat,
  target: string | null,
  metadata: string,
): GraphReply {
  const owner = currentOwner(chat, Date.now());
  const mayPass = owner ?? page.defaultAppId ?? caller.app.id;
  if (mayPass !== caller.app.id) throw refuse.otherAppControls();
  const to = target ?? page.defaultAppId;
  if (to === null) throw refuse.missingParameter("target_app_id");
  setOwner(world, chat, to);
  void tellThreadControl(world, chat, to, {
    pass_thread_control: {
      previous_owner_app_id: owner,
      new_owner_app_id: to,
      metadata,
    },
  });
  return done;
}

function take(
  world: World,
  caller: Caller,
  page: SimPage,
  chat: SimChat,
  metadata: string,
): GraphReply {
  if (page.defaultAppId !== caller.app.id) throw refuse.takeRefused();
  const owner = currentOwner(chat, Date.now());
  setOwner(world, chat, caller.app.id);
  if (owner !== null && owner !== caller.app.id)
    void tellThreadControl(world, chat, owner, {
      take_thread_control: {
        previous_owner_app_id: owner,
        new_owner_app_id: caller.app.id,
        metadata,
      },
    });
  return done;
}

function ask(
  world: World,
  caller: Caller,
  page: SimPage,
  chat: SimChat,
  metadata: string,
): GraphReply {
  const owner = currentOwner(chat, Date.now()) ?? page.defaultAppId;
  if (owner !== null && owner !== caller.app.id)
    void tellThreadControl(world, chat, owner, {
      request_thread_control: {
        requested_owner_app_id: caller.app.id,
        metadata,
      },
    });
  return done;
}

/** Nobody is told of a release. */
function release(world: World, caller: Caller, chat: SimChat): GraphReply {
  const owner = currentOwner(chat, Date.now());
  if (owner !== null && owner !== caller.app.id)
    throw refuse.otherAppControls();
  setOwner(world, chat, null);
  return done;
}

export function setOwner(
  world: World,
  chat: SimChat,
  appId: string | null,
): void {
  chat.ownerAppId = appId;
  chatChanged(world, chat);
}
