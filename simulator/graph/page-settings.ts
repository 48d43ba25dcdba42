import { newObjectId } from "../world/ids.ts";
import type { SimPage, SimPersona, World } from "../world/model.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { answer, type GraphReply } from "./reply.ts";
import { textParam, type GraphRequest } from "./request.ts";

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
