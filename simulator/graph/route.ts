import type { SimPage, World } from "../world/model.ts";
import { fromAsset } from "../world/attachments.ts";
import { keep, resolveAttachment } from "./attachments.ts";
import {
  authenticate,
  requireDataAccess,
  requirePage,
  requireScope,
  requireTask,
  type Caller,
} from "./auth.ts";
import {
  conversation,
  conversationMessages,
  conversations,
  messageNode,
} from "./conversations.ts";
import { GraphError, refuse } from "./errors.ts";
import { formNode, leadForms, leadNode } from "./leads.ts";
import { checkCallLimits } from "./limits.ts";
import { postMessage } from "./messages.ts";
import { messengerProfile } from "./messenger-profile.ts";
import { personaNode, personas } from "./page-settings.ts";
import {
  accounts,
  adminNode,
  isSystemUser,
  pageNode,
  userProfile,
} from "./profiles.ts";
import { answer, type GraphReply } from "./reply.ts";
import { isRecord, type GraphRequest } from "./request.ts";
import { appSubscriptions, subscribedApps } from "./subscriptions.ts";
import { threadControl } from "./thread-control.ts";
import { accessToken, debugToken } from "./tokens.ts";

export type Routed = { caller: Caller | null; run: () => Promise<GraphReply> };

/** Finds out who calls, then what for. The first can be known (for the usage
 *  headers) even if the second is refused. @throws GraphError */
export function route(world: World, request: GraphRequest): Routed {
  if (request.segments.join("/") === "oauth/access_token")
    return {
      caller: null,
      run: () => Promise.resolve(accessToken(world, request)),
    };
  const caller = authenticate(world, request);
  return {
    caller,
    run: async () => {
      checkCallLimits(world, caller);
      return dispatch(world, caller, request);
    },
  };
}

async function dispatch(
  world: World,
  caller: Caller,
  request: GraphRequest,
): Promise<GraphReply> {
  const [id = "", edge] = request.segments;
  if (id === "debug_token") return debugToken(world, caller, request);
  if (id === "me" && caller.page === null)
    return edge === "accounts"
      ? accounts(world, caller, request)
      : adminNode(caller, request);
  if (edge === "assigned_pages" && isSystemUser(caller, id))
    return accounts(world, caller, request);
  const app = id === "app" ? caller.app : world.apps.get(id);
  if (app) {
    if (app.id !== caller.app.id) throw refuse.noSuchObject(id, request.method);
    if (edge === "subscriptions")
      return appSubscriptions(world, caller, app, request);
    return answer({ id: app.id, name: app.name });
  }
  if (id === "me" || world.pages.has(id)) {
    const page = requirePage(world, caller, id, request.method);
    return pageEdge(world, caller, page, edge, request);
  }
  return node(world, caller, id, edge, request);
}

async function pageEdge(
  world: World,
  caller: Caller,
  page: SimPage,
  edge: string | undefined,
  request: GraphRequest,
): Promise<GraphReply> {
  const isPost = request.method === "POST";
  switch (edge) {
    case undefined:
      return pageNode(world, caller, page, request);
    case "messages":
      if (!isPost) throw refuse.noSuchObject(page.id, request.method);
      requireScope(caller, "pages_messaging");
      requireTask(page, "MESSAGING");
      return postMessage(world, caller, page, request);
    case "message_attachments":
      if (!isPost) throw refuse.noSuchObject(page.id, request.method);
      return uploadAttachment(world, page, request);
    case "subscribed_apps":
      requireScope(caller, "pages_manage_metadata");
      if (isPost) requireTask(page, "MODERATE", "MANAGE");
      return subscribedApps(world, caller, page, request);
    case "conversations":
      requireScope(caller, "pages_messaging");
      return conversations(world, caller, page, request);
    case "messenger_profile":
      return messengerProfile(world, page, request);
    case "personas":
      return personas(world, page, request);
    case "leadgen_forms":
      requireLeads(caller, page);
      return leadForms(world, page, request);
    default: {
      const verb = /^(pass|take|request|release)_thread_control$/.exec(
        edge,
      )?.[1];
      if (!verb || !isPost) throw refuse.unknownPath(edge);
      return threadControl(world, caller, page, verb, request);
    }
  }
}

async function node(
  world: World,
  caller: Caller,
  id: string,
  edge: string | undefined,
  request: GraphRequest,
): Promise<GraphReply> {
  if (world.psids.has(id) && request.method === "GET")
    return userProfile(world, caller, id, request);
  if (id.startsWith("m_")) return messageNode(world, caller, id, request);
  if (id.startsWith("t_")) {
    for (const chat of world.chats.values()) {
      if (chat.id !== id) continue;
      return edge === "messages"
        ? conversationMessages(world, caller, chat, request)
        : conversation(world, caller, chat, request);
    }
  }
  const form = world.forms.get(id);
  if (form) {
    requireLeads(caller, caller.page);
    return formNode(world, caller, form, edge, request);
  }
  const lead = world.leads.get(id);
  if (lead) {
    requireLeads(caller, caller.page);
    return leadNode(world, caller, lead, request);
  }
  const persona = world.personas.get(id);
  if (persona) return personaNode(caller, persona, request);
  throw refuse.noSuchObject(id, request.method);
}

function requireLeads(caller: Caller, page: SimPage | null): void {
  requireDataAccess(caller);
  if (page?.leadFault) throw new GraphError(page.leadFault);
  requireScope(caller, "leads_retrieval");
  if (page) requireTask(page, "ADVERTISE");
}

async function uploadAttachment(
  world: World,
  page: SimPage,
  request: GraphRequest,
): Promise<GraphReply> {
  const message = request.params["message"];
  if (!isRecord(message)) throw refuse.missingParameter("message");
  const { attachment } = await resolveAttachment(
    world,
    page,
    message["attachment"],
    request.file,
  );
  if (!attachment.assetId || !fromAsset(world, attachment.assetId))
    throw refuse.badParameter("Only files can be uploaded.");
  return answer({ attachment_id: keep(world, page, attachment).attachmentId });
}
