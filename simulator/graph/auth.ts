import { timingSafeEqual } from "node:crypto";
import { hmac } from "../webhooks/sign.ts";
import type { SimApp, SimPage, SimToken, World } from "../world/model.ts";
import { refuse } from "./errors.ts";
import { textParam, type GraphRequest } from "./request.ts";

export type Caller = {
  app: SimApp;
  token: SimToken;
  /** The page the token speaks for; null for user and app tokens. */
  page: SimPage | null;
};

/** The caller. @throws GraphError 104, 190 or 100 (appsecret_proof). */
export function authenticate(world: World, request: GraphRequest): Caller {
  const text = request.tokenText;
  if (text === null) throw refuse.noToken();
  const token = world.tokens.get(text) ?? appToken(world, text);
  const app = token ? world.apps.get(token.appId) : undefined;
  if (!token || !app) throw refuse.malformedToken();
  checkProof(app, text, textParam(request.params, "appsecret_proof"));
  checkAlive(world, token);
  const page = token.pageId ? (world.pages.get(token.pageId) ?? null) : null;
  return { app, token, page };
}

/** `APP_ID|APP_SECRET` is a token too. */
function appToken(world: World, text: string): SimToken | null {
  const [id, secret] = text.split("|");
  const app = world.apps.get(id ?? "");
  if (!app || app.secret !== secret) return null;
  return {
    value: text,
    kind: "app",
    appId: app.id,
    pageId: null,
    issuedAt: 0,
    expiresAt: 0,
    scopes: [],
    deadSubcode: null,
    dataAccessEndsAt: 0,
    pageIds: null,
    parent: null,
  };
}

/** The proof is HMAC-SHA256(app secret, access token), lower-case hex. It may
 *  be missing unless the app demands it; a wrong one is always refused. */
function checkProof(app: SimApp, token: string, proof: string | null): void {
  if (proof === null) {
    if (app.requireProof) throw refuse.missingProof();
    return;
  }
  const right = Buffer.from(hmac("sha256", app.secret, token));
  const given = Buffer.from(proof);
  if (right.length !== given.length || !timingSafeEqual(right, given))
    throw refuse.wrongProof();
}

const EXPIRED = 463;

export function deathOf(world: World, token: SimToken): number | null {
  if (token.kind === "page" && world.faults.deadToken !== null)
    return world.faults.deadToken;
  if (token.deadSubcode !== null) return token.deadSubcode;
  if (token.expiresAt !== 0 && token.expiresAt <= Date.now()) return EXPIRED;
  return null;
}

function checkAlive(world: World, token: SimToken): void {
  const subcode = deathOf(world, token);
  if (subcode !== null) throw refuse.deadToken(subcode);
}

/** The page in the path, if this token may act for it. `me` is its own. */
export function requirePage(
  world: World,
  caller: Caller,
  id: string,
  method: string,
): SimPage {
  if (isLogin(caller.token)) {
    const page = world.pages.get(id);
    if (page)
      throw refuse.notThisToken(
        "A page access token is required to request this resource.",
      );
  }
  if (!caller.page || (id !== "me" && id !== caller.page.id))
    throw refuse.noSuchObject(id, method);
  return caller.page;
}

/** The token of the person, or system user, who connects pages. */
export function isLogin({ kind }: SimToken): boolean {
  return kind === "user" || kind === "system_user";
}

/** @throws GraphError 200: the permission was not granted, or was taken away */
export function requireScope({ token }: Caller, scope: string): void {
  if (!token.scopes.includes(scope)) throw refuse.missingScope(scope);
}

/** @throws GraphError 200: the admin has none of these tasks on the page */
export function requireTask(page: SimPage, ...tasks: string[]): void {
  if (!tasks.some((task) => page.tasks.includes(task)))
    throw refuse.missingTask(tasks);
}

/** Ninety days after the last login; messages and page settings go on. @throws GraphError 200 */
export function requireDataAccess({ token }: Caller): void {
  if (token.dataAccessEndsAt !== 0 && token.dataAccessEndsAt <= Date.now())
    throw refuse.dataAccessEnded();
}
