import { cdnUrl } from "../world/attachments.ts";
import { createToken } from "../world/create.ts";
import type { SimPage, SimPerson, World } from "../world/model.ts";
import { findChat } from "../world/world.ts";
import type { Caller } from "./auth.ts";
import { refuse } from "./errors.ts";
import { parseFields, pick, type FieldTree } from "./fields.ts";
import { paged } from "./paging.ts";
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
    tasks: page.tasks,
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

/** Null: the caller's login was not given the page. */
function pageToken(world: World, caller: Caller, page: SimPage): string | null {
  const { kind, value, pageIds } = caller.token;
  if (kind === "page") return value;
  if (pageIds !== null)
    return pageIds.includes(page.id) ? tokenOfLogin(world, caller, page) : null;
  for (const token of world.tokens.values())
    if (token.pageId === page.id && token.appId === caller.app.id)
      return token.value;
  return null;
}

const DAY_MS = 86_400_000;

/** A page's token lives as long as a short-lived login's, and for ever with a long-lived one. */
function tokenOfLogin(world: World, caller: Caller, page: SimPage): string {
  const login = caller.token;
  for (const token of world.tokens.values())
    if (token.parent === login.value && token.pageId === page.id)
      return token.value;
  const isShort =
    login.expiresAt !== 0 && login.expiresAt - login.issuedAt < DAY_MS;
  return createToken(world, {
    kind: "page",
    appId: caller.app.id,
    pageId: page.id,
    expiresAt: isShort ? login.expiresAt : 0,
    scopes: login.scopes,
    parent: login.value,
  }).value;
}

export const ADMIN_ID = "10000000000000001";
const SYSTEM_USER_ID = "10000000000000002";
const BUSINESS_ID = "10000000000000003";

/** GET /me with a login's token: the person, or system user, who connects pages. */
export function adminNode(caller: Caller, request: GraphRequest): GraphReply {
  const tree = parseFields(textParam(request.params, "fields") ?? "name,id");
  if (caller.token.kind === "system_user")
    return answer(
      pick(tree, {
        id: SYSTEM_USER_ID,
        name: "Simulated system user",
        client_business_id: BUSINESS_ID,
      }),
    );
  // Asked of a person's token it is refused with the code of a dead one.
  if (tree.has("client_business_id")) throw refuse.noClientBusiness();
  return answer(pick(tree, { id: ADMIN_ID, name: "Simulated Admin" }));
}

const ACCOUNTS_PER_PAGE = 25;

/** GET /me/accounts and /{system-user-id}/assigned_pages: the pages of the login. */
export function accounts(
  world: World,
  caller: Caller,
  request: GraphRequest,
): GraphReply {
  const asked =
    textParam(request.params, "fields") ??
    "access_token,category,name,id,tasks";
  const tree = parseFields(asked);
  const maySee = caller.token.scopes.includes("pages_show_list");
  const mine = [...world.pages.values()].filter(
    (page) => maySee && isListed(world, caller, page),
  );
  return answer(
    paged(
      mine,
      (page) => pageFields(world, caller, page, tree),
      ({ id }) => id,
      request.params,
      ACCOUNTS_PER_PAGE,
    ),
  );
}

function isListed(world: World, caller: Caller, page: SimPage): boolean {
  const { pageIds } = caller.token;
  return pageIds === null
    ? pageToken(world, caller, page) !== null
    : pageIds.includes(page.id);
}

/** Whether `id` names the caller's own system user. */
export function isSystemUser({ token }: Caller, id: string): boolean {
  return token.kind === "system_user" && id === SYSTEM_USER_ID;
}
