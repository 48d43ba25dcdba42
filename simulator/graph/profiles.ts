import { cdnUrl } from "../world/attachments.ts";
import type { SimPage, SimPerson, World } from "../world/model.ts";
import { findChat } from "../world/world.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { parseFields, pick, type FieldTree } from "./fields.ts";
import { answer, type GraphReply } from "./reply.ts";
import { textParam, type GraphRequest } from "./request.ts";

export function avatarPath(person: SimPerson): string {
  return person.avatar.kind === "portrait"
    ? `portraits/${person.avatar.key}.jpg`
    : `assets/${person.avatar.assetId}/avatar`;
}

export const logoPath = (page: SimPage): string => `logos/${page.logo}.png`;

/** GET /{psid}. Nobody has a profile before the first thing they did. */
export function userProfile(
  world: World,
  caller: Caller,
  psid: string,
  request: GraphRequest,
): GraphReply {
  const scoped = world.psids.get(psid);
  const person = scoped ? world.people.get(scoped.personId) : undefined;
  if (!scoped || !person || scoped.pageId !== caller.page?.id)
    throw refuse.noSuchObject(psid, "get");
  switch (world.faults.profileRefused) {
    case "no-profile":
      throw refuse.noProfile();
    case "permission":
      throw refuse.profilePermission();
    case "empty":
      return answer({});
    case "off":
      break;
  }
  if (findChat(world, scoped.pageId, person.id)?.lastCustomerAt == null)
    throw refuse.noProfile();
  const asked =
    textParam(request.params, "fields") ??
    "first_name,last_name,profile_pic,id";
  return answer(
    pick(parseFields(asked), {
      id: psid,
      name: person.name,
      first_name: person.firstName,
      last_name: person.lastName,
      profile_pic: cdnUrl(world, avatarPath(person)),
      locale: person.locale,
      timezone: person.timezone,
      gender: person.gender ?? undefined,
    }),
  );
}

/** GET /{page-id} and, with a page token, GET /me. */
export function pageNode(
  world: World,
  caller: Caller,
  page: SimPage,
  request: GraphRequest,
): GraphReply {
  const tree = parseFields(textParam(request.params, "fields") ?? "name,id");
  return answer(pageFields(world, caller, page, tree));
}

export function pageFields(
  world: World,
  caller: Caller,
  page: SimPage,
  tree: FieldTree,
): Record<string, unknown> {
  const token = pageToken(world, caller, page);
  const all: Record<string, unknown> = {
    id: page.id,
    name: page.name,
    category: page.category,
    link: `https://www.facebook.com/${page.id}`,
    is_published: true,
    tasks: [
      "ANALYZE",
      "ADVERTISE",
      "MESSAGING",
      "MODERATE",
      "CREATE_CONTENT",
      "MANAGE",
    ],
    picture: {
      data: {
        height: 200,
        width: 200,
        is_silhouette: false,
        url: cdnUrl(world, logoPath(page)),
      },
    },
    access_token: token ?? undefined,
  };
  return pick(tree, all);
}

function pageToken(world: World, caller: Caller, page: SimPage): string | null {
  if (caller.token.kind === "page") return caller.token.value;
  for (const token of world.tokens.values())
    if (token.pageId === page.id && token.appId === caller.app.id)
      return token.value;
  return null;
}

/** GET /me with a user token: the person who connects pages. */
export function adminNode(request: GraphRequest): GraphReply {
  const tree = parseFields(textParam(request.params, "fields") ?? "name,id");
  return answer(
    pick(tree, { id: "10000000000000001", name: "Simulated Admin" }),
  );
}

/** GET /me/accounts: the pages of the caller's app. */
export function accounts(
  world: World,
  caller: Caller,
  request: GraphRequest,
): GraphReply {
  const asked =
    textParam(request.params, "fields") ??
    "access_token,category,name,id,tasks";
  const tree = parseFields(asked);
  const mine = [...world.pages.values()].filter(
    (page) => pageToken(world, caller, page) !== null,
  );
  return answer({
    data: mine.map((page) => pageFields(world, caller, page, tree)),
    paging: { cursors: { before: "QVFI", after: "QVFJ" } },
  });
}
