import {
  LOGIN_PAGE,
  LOGIN_QUERY,
  type LoginError,
  type LoginPages,
  type LoginState,
  type StartLogin,
} from "#contract/channels/login.ts";
import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#server/channels/channel.ts";
import type {
  Login,
  LoginAccount,
  LoginRefusal,
} from "#server/channels/login.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  beginLogin,
  endLogin,
  heldLogin,
  holdLogin,
  loginState,
  takeState,
  type HeldLogin,
  type LoginCaller,
  type LoginPictures,
  type UsedLogin,
} from "#server/domain/channels/connect/login.ts";
import { listConnected } from "#server/domain/channels/connect/login-pages.ts";
import type { Context } from "#server/domain/context.ts";
import { loginErrorTexts } from "#server/domain/english.ts";
import type { Avatar } from "#server/domain/customers/avatar.ts";
import { fetchPicture, PICTURE_TYPE } from "#server/pipeline/vendor/picture.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

/** The path that the vendor's dialog leads back to, below the address of the installation. */
const CALLBACK = "/api/v1/channels/oauth/callback";

/**
 * Begins to sign in at a vendor.
 * @returns the address of its dialog
 * @throws AppError forbidden, invalid_input, not_supported (no kind has a login)
 */
export async function startLogin(
  { context, channels }: Vendor,
  actor: Actor,
  input: StartLogin & { sessionId: string | null },
): Promise<{ url: string }> {
  const { kind, login } = kindWithLogin(channels);
  const begun = await beginLogin(context, actor, { ...input, kind });
  const { appId, state, mends } = begun;
  const url = login.dialogUrl({
    appId,
    redirectUri: redirectUriOf(context),
    state,
    configId: input.configId ?? null,
    again: input.again === true || mends.permissions,
    renewsAccess: mends.access,
  });
  return { url };
}

/** A login's requirements, and whether the agent holds one. @throws AppError forbidden, not_supported */
export async function readLogin(
  { context, channels }: Vendor,
  actor: Actor,
): Promise<LoginState> {
  const { kind } = kindWithLogin(channels);
  const state = await loginState(context, actor, kind);
  return { redirectUri: redirectUriOf(context), ...state };
}

function kindWithLogin(channels: Vendor["channels"]): {
  kind: ChannelKind;
  login: Login;
} {
  for (const { kind, login } of Object.values(channels))
    if (login) return { kind, login };
  throw new AppError("not_supported");
}

export type LoginReturn = {
  state: string;
  code: string | null;
  /** The dialog's own word: access_denied. */
  error: string | null;
};

/**
 * The dialog has led back: exchanges its code for a token that lasts, and holds
 * it. Nothing of a login that fails is kept.
 * @returns the path of the console to go to, with the outcome in its query
 */
export async function finishLogin(
  vendor: Vendor,
  actor: Actor | null,
  { caller, answer }: { caller: LoginCaller | null; answer: LoginReturn },
): Promise<string> {
  const { context } = vendor;
  const taken = await takeState(context, caller, answer.state);
  if (!taken.ok || actor === null) {
    const { error, returnTo } = taken.ok
      ? { error: "state_foreign" as const, returnTo: taken.login.returnTo }
      : taken;
    return failed(returnTo ?? LOGIN_PAGE, error);
  }
  const { login } = taken;
  const outcome = await exchange(vendor, login, answer);
  if ("error" in outcome) {
    await endLogin(context, login);
    return failed(login.returnTo, outcome.error, outcome.missing);
  }
  await holdLogin(context, actor, login, outcome);
  return withQuery(login.returnTo, { [LOGIN_QUERY.outcome]: "done" });
}

type Exchanged =
  | { token: string; pictures: LoginPictures }
  | { error: LoginError; missing?: string[] };

async function exchange(
  { context, channels }: Vendor,
  { kind, app }: UsedLogin,
  { code, error }: LoginReturn,
): Promise<Exchanged> {
  if (error === "access_denied") return { error: "denied" };
  const login = loginOf(channels, kind);
  if (error !== null || code === null) return { error: "exchange_refused" };
  const redirectUri = redirectUriOf(context);
  const granted = await login.exchange(app, { code, redirectUri });
  if (granted.kind === "later") return { error: "meta_unreachable" };
  if (granted.kind === "refused") {
    const { code: vendorCode, message } = granted.error ?? {};
    context.log.warn({ vendorCode, message }, "login refused");
    return { error: REFUSALS[granted.why] };
  }
  const { token, missing } = granted;
  if (missing.length > 0) return { error: "permission_missing", missing };
  const listed = await login.accounts(app, token);
  if (listed.kind !== "known")
    return {
      error: listed.kind === "later" ? "meta_unreachable" : "exchange_refused",
    };
  if (listed.accounts.length === 0) return { error: "no_pages" };
  return { token, pictures: picturesOf(listed.accounts) };
}

const REFUSALS: Record<LoginRefusal, LoginError> = {
  secret_wrong: "secret_wrong",
  wrong_app: "wrong_app",
  refused: "exchange_refused",
};

/**
 * The accounts of the login that the agent holds, with what is missing on each.
 * @throws AppError forbidden, wrong_state, meta_unreachable, meta_refused
 */
export async function listLoginPages(
  vendor: Vendor,
  actor: Actor,
): Promise<LoginPages> {
  const { context } = vendor;
  const held = await heldLogin(context, actor);
  const accounts = await accountsOf(vendor, held);
  const { known, ofApp } = await listConnected(context, actor, {
    kind: held.kind,
    appId: held.app.appId,
    accountIds: accounts.map(({ accountId }) => accountId),
  });
  const channelIds = new Map(
    known.map(({ accountId, channelId }) => [accountId, channelId]),
  );
  return {
    items: accounts.map(({ accountId, pictureUrl, ...account }) => ({
      pageId: accountId,
      name: account.name,
      pictureUrl:
        pictureUrl === null ? null : picturePath(accountId, pictureUrl),
      tasks: account.tasks,
      missing: account.missing,
      limited: account.limited,
      connectedAs: channelIds.get(accountId) ?? null,
    })),
    leftOut: ofApp
      .filter(({ accountId }) => !channelIds.has(accountId))
      .map(({ accountId, ...channel }) => ({ pageId: accountId, ...channel })),
  };
}

/** @throws AppError meta_unreachable, meta_refused */
export async function accountsOf(
  { channels }: Vendor,
  { kind, app, token }: HeldLogin,
): Promise<LoginAccount[]> {
  const listed = await loginOf(channels, kind).accounts(app, token);
  if (listed.kind === "known") return listed.accounts;
  const { message } = listed.error;
  throw new AppError(
    listed.kind === "later" ? "meta_unreachable" : "meta_refused",
    { message },
  );
}

/**
 * The picture of an account of the login: the console shows none from elsewhere.
 * @throws AppError forbidden, wrong_state, not_found
 */
export async function loginPicture(
  { context, channels }: Vendor,
  actor: Actor,
  accountId: string,
): Promise<Avatar> {
  const { kind, pictures } = await heldLogin(context, actor);
  const url = pictures[accountId] ?? null;
  const picture = await fetchPicture(context, channels[kind], url);
  if (url === null || picture.kind !== "fetched")
    throw new AppError("not_found", { accountId });
  const { bytes } = picture;
  return { bytes, mimeType: PICTURE_TYPE, etag: versionOf(url) };
}

function loginOf(channels: Vendor["channels"], kind: ChannelKind): Login {
  const { login }: Channel = channels[kind];
  if (!login) throw new AppError("not_supported", { kind });
  return login;
}

function picturesOf(accounts: LoginAccount[]): LoginPictures {
  return Object.fromEntries(
    accounts.flatMap(({ accountId, pictureUrl }) =>
      pictureUrl === null ? [] : [[accountId, pictureUrl]],
    ),
  );
}

/** The address changes with the picture, so that browsers may keep it. */
function picturePath(accountId: string, url: string): string {
  return `/api/v1/channels/oauth/pages/${accountId}/picture?v=${versionOf(url)}`;
}

function versionOf(url: string): string {
  return sha256Hex(url).slice(0, 12);
}

function redirectUriOf({ config }: Context): string {
  return `${config.publicUrl}${CALLBACK}`;
}

function failed(
  returnTo: string,
  error: LoginError,
  missing: string[] = [],
): string {
  const { message, fix } = loginErrorTexts[error];
  return withQuery(returnTo, {
    [LOGIN_QUERY.error]: error,
    [LOGIN_QUERY.words]: `${message} ${fix}`,
    ...(missing.length > 0 ? { [LOGIN_QUERY.missing]: missing.join(",") } : {}),
  });
}

/** `path` leads inside; what it says already stays. */
function withQuery(path: string, query: Record<string, string>): string {
  const url = new URL(path, "https://inside.invalid");
  for (const name of Object.values(LOGIN_QUERY)) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(query))
    url.searchParams.set(name, value);
  return `${url.pathname}${url.search}${url.hash}`;
}
