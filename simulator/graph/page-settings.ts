import { newObjectId } from "../world/ids.ts";
import type { SimPage, SimPersona, World } from "../world/model.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { checkProfileWriteRate } from "./limits.ts";
import { answer, type GraphReply } from "./reply.ts";
import { listParam, textParam, type GraphRequest } from "./request.ts";

const PROFILE_FIELDS = [
  "get_started",
  "greeting",
  "ice_breakers",
  "persistent_menu",
  "whitelisted_domains",
  "account_linking_url",
  "commands",
];

/** GET, POST, DELETE /{page-id}/messenger_profile */
export function messengerProfile(
  world: World,
  page: SimPage,
  request: GraphRequest,
): GraphReply {
  const { params } = request;
  const profile = page.messengerProfile;
  if (request.method === "GET") {
    const asked = listParam(params, "fields");
    const shown = Object.fromEntries(
      asked
        .filter((name) => name in profile)
        .map((name) => [name, profile[name]]),
    );
    return answer({ data: Object.keys(shown).length === 0 ? [] : [shown] });
  }
  checkProfileWriteRate(world, page.id);
  if (request.method === "DELETE") {
    for (const name of listParam(params, "fields")) delete profile[name];
    return answer({ result: "success" });
  }
  const given = PROFILE_FIELDS.filter((name) => params[name] !== undefined);
  if (given.length === 0)
    throw refuse.badParameter(
      `Requires one of the params: ${PROFILE_FIELDS.join(", ")}`,
    );
  if (
    given.includes("persistent_menu") &&
    !given.includes("get_started") &&
    !("get_started" in profile)
  )
    throw refuse.badParameter(
      "You must set a Get Started button if you also wish to use persistent menu.",
    );
  for (const name of given) profile[name] = params[name];
  world.bus.emit({ type: "world" });
  return answer({ result: "success" });
}

/** GET, POST /{page-id}/personas */
export function personas(
  world: World,
  page: SimPage,
  request: GraphRequest,
): GraphReply {
  if (request.method === "GET") {
    const mine = [...world.personas.values()].filter(
      (one) => one.pageId === page.id && !one.deleted,
    );
    return answer({ data: mine.map(personaFields) });
  }
  const name = textParam(request.params, "name");
  const picture = textParam(request.params, "profile_picture_url");
  if (!name) throw refuse.missingParameter("name");
  if (!picture) throw refuse.missingParameter("profile_picture_url");
  const MAX_NAME = 50;
  if (name.length > MAX_NAME)
    throw refuse.badParameter(
      "A persona's name must have at most 50 characters.",
    );
  const persona: SimPersona = {
    id: newObjectId(),
    pageId: page.id,
    name,
    profilePictureUrl: picture,
    deleted: false,
  };
  world.personas.set(persona.id, persona);
  return answer({ id: persona.id });
}

/** GET, DELETE /{persona-id} */
export function personaNode(
  caller: Caller,
  persona: SimPersona,
  request: GraphRequest,
): GraphReply {
  if (persona.pageId !== caller.page?.id || persona.deleted)
    throw refuse.noSuchObject(persona.id, request.method);
  if (request.method !== "DELETE") return answer(personaFields(persona));
  persona.deleted = true;
  return answer({ success: true });
}

const personaFields = (persona: SimPersona) => ({
  name: persona.name,
  profile_picture_url: persona.profilePictureUrl,
  id: persona.id,
});
