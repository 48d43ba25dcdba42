import type {
  ConnectedPages,
  ConnectPages,
  FailedPage,
} from "#contract/channels/login.ts";
import type { Channel } from "#contract/channels/channel.ts";
import type { HealthLook } from "#server/channels/channel.ts";
import type { LoginAccount } from "#server/channels/login.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError } from "#server/domain/app-error.ts";
import { getChannel } from "#server/domain/channels/channels.ts";
import { secretsOf } from "#server/domain/channels/channel-secrets.ts";
import { createChannel } from "#server/domain/channels/connect/create-channel.ts";
import {
  heldLogin,
  type HeldLogin,
} from "#server/domain/channels/connect/login.ts";
import { adoptDraft } from "#server/domain/channels/connect/guide.ts";
import {
  listConnected,
  requireConnectable,
} from "#server/domain/channels/connect/login-pages.ts";
import {
  channelProblemText,
  errorTexts,
  loginPageTexts,
} from "#server/domain/english.ts";
import { keepLooks, lookAtAddress } from "./channel-check.ts";
import { accountsOf } from "./channel-login.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";

/** Pages at once: each asks the vendor some eight questions. */
const AT_ONCE = 4;

/**
 * Connects and subscribes pages of the login that the agent holds. Each succeeds
 * or fails alone: it is checked and subscribed first, and saved only then. A page
 * that is connected, or was, gets the new token and keeps its history.
 * @throws AppError forbidden, invalid_input, wrong_state, meta_unreachable, meta_refused
 */
export async function connectPages(
  vendor: Vendor,
  actor: Actor,
  input: ConnectPages,
): Promise<ConnectedPages> {
  const { context } = vendor;
  const held = await heldLogin(context, actor);
  await requireConnectable(context, actor, input);
  const accounts = await accountsOf(vendor, held);
  const { known: connected } = await listConnected(context, actor, {
    kind: held.kind,
    appId: held.app.appId,
    accountIds: input.pageIds,
  });
  const known = new Map(accounts.map((one) => [one.accountId, one]));
  const waiting = [...new Set(input.pageIds)];
  const results = new Map<string, Channel | FailedPage>();
  const order = [...waiting];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      results.set(
        id,
        await connectOne(vendor, actor, held, {
          accountId: id,
          account: known.get(id),
          input,
        }),
      );
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const all = order.flatMap((id) => results.get(id) ?? []);
  const items = all.filter((one): one is Channel => "id" in one);
  const before = new Set(connected.map(({ channelId }) => channelId));
  const fresh = items.find(({ id }) => !before.has(id));
  if (fresh) await adoptDraft(context, actor, fresh.id);
  return {
    items,
    failed: all.filter((one): one is FailedPage => "code" in one),
  };
}

type Wanted = {
  accountId: string;
  account: LoginAccount | undefined;
  input: ConnectPages;
};

async function connectOne(
  vendor: Vendor,
  actor: Actor,
  { kind, app }: HeldLogin,
  { accountId, account, input }: Wanted,
): Promise<Channel | FailedPage> {
  const { context, channels } = vendor;
  if (!account) return failure(accountId, accountId, "not_listed");
  const { name, credentials, missing } = account;
  if (missing.length > 0)
    return failure(accountId, name, "missing", missing.join(", "));
  if (credentials === null) return failure(accountId, name, "no_token");
  const now = context.clock.now();
  const opened = { kind, accountId, credentials, ...app, options: {} };
  const looks =
    (await channels[kind].check?.(opened, now, { subscribe: true })) ?? [];
  const problem = looks.flatMap(({ found }) => found).find(isInTheWay);
  if (problem) return refusedBy(accountId, { kind, name }, problem);
  try {
    const { route, departmentId, import: past } = input;
    const { id } = await createChannel(
      context,
      actor,
      {
        pageId: accountId,
        pageToken: credentials,
        appId: app.appId,
        appSecret: app.secret,
        name,
        ...(route === undefined ? {} : { route }),
        ...(departmentId === undefined ? {} : { departmentId }),
        ...(past === undefined ? {} : { import: past }),
      },
      { again: true },
    );
    const { webhook } = await secretsOf(context, id);
    const address = await lookAtAddress(channels[kind], opened, webhook, {
      subscribe: true,
      takeAddress: false,
    });
    await keepLooks(vendor, id, {
      looks: [...looks, ...address],
      now,
      rename: false,
    });
    return await getChannel(context, actor, id);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return notSaved(accountId, name, error);
  }
}

/** Problems that keep a page from being connected. All others are shown on its channel. */
const IN_THE_WAY = new Set([
  "token_dead",
  "token_wrong_page",
  "token_wrong_app",
  "app_secret_wrong",
  "permission_missing",
  "not_subscribed",
  "fields_missing",
  "meta_unreachable",
]);

type Found = HealthLook["found"][number];

function isInTheWay({ code }: Found): boolean {
  return IN_THE_WAY.has(code);
}

function refusedBy(
  pageId: string,
  { kind, name }: { kind: string; name: string },
  { code, detail }: Found,
): FailedPage {
  const message = channelProblemText(code, kind)?.message ?? code;
  const { fix } = loginPageTexts.refused;
  return { pageId, name, code, message, fix, detail };
}

function notSaved(pageId: string, name: string, error: AppError): FailedPage {
  if (error.code === "already_exists") return failure(pageId, name, "taken");
  const texts: Record<string, string> = errorTexts;
  const { fix } = loginPageTexts.refused;
  const message = texts[error.code] ?? error.code;
  return { pageId, name, code: error.code, message, fix, detail: null };
}

function failure(
  pageId: string,
  name: string,
  code: keyof typeof loginPageTexts,
  detail: string | null = null,
): FailedPage {
  return { pageId, name, code, ...loginPageTexts[code], detail };
}
