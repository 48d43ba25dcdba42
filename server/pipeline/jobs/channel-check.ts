import type { Channel } from "#contract/shapes.ts";
import type { CreateChannel, UpdateChannel } from "#contract/requests.ts";
import type { VendorError } from "#server/channels/channel.ts";
import { checkToken } from "#server/channels/meta/check-token.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import { pageInfo, type PageTarget } from "#server/channels/messenger/page.ts";
import { keepSubscribed } from "#server/channels/messenger/subscription.ts";
import { inTransaction } from "#server/db/transaction.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import {
  secretsOf,
  type ChannelSecrets,
} from "#server/domain/channels/channel-secrets.ts";
import { recordCheck } from "#server/domain/channels/check.ts";
import { getChannel } from "#server/domain/channels/channels.ts";
import {
  createChannel,
  nameless,
} from "#server/domain/channels/connect-channel.ts";
import type { FoundProblem, Look } from "#server/domain/channels/health.ts";
import { updateChannel } from "#server/domain/channels/update-channel.ts";
import type { Vendor } from "#server/pipeline/vendor/graph.ts";
import { keepPicture } from "#server/pipeline/vendor/picture.ts";
import { problemOf } from "#server/pipeline/vendor/vendor-problem.ts";

const DAY_MS = 24 * 3_600_000;
/** How early an administrator is told that a token will end. */
const EXPIRY_NOTICE_MS = 7 * DAY_MS;

/**
 * Connects a page and asks Meta at once whether everything fits. What does not
 * is a problem of the saved channel, with what to do, not an error: nothing
 * that was typed is lost.
 * @throws AppError invalid_input, already_exists, forbidden
 */
export async function connectChannel(
  vendor: Vendor,
  actor: Actor,
  input: CreateChannel,
): Promise<Channel> {
  const { id } = await createChannel(vendor.context, actor, input);
  await checkChannel(vendor, id, { rename: input.name === undefined });
  return getChannel(vendor.context, actor, id);
}

/** Changes a channel and, where that may matter to Meta, checks it again. @throws as updateChannel */
export async function changeChannel(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
  patch: UpdateChannel,
): Promise<Channel> {
  const channel = await updateChannel(vendor.context, actor, channelId, patch);
  const matters = patch.pageToken ?? patch.appSecret ?? patch.enabled;
  if (matters === undefined || !channel.enabled) return channel;
  await checkChannel(vendor, channelId);
  return getChannel(vendor.context, actor, channelId);
}

/** The Test button: checks now. @throws AppError not_found, forbidden */
export async function testChannel(
  vendor: Vendor,
  actor: Actor,
  channelId: string,
): Promise<Channel> {
  await getChannel(vendor.context, actor, channelId);
  await checkChannel(vendor, channelId);
  return getChannel(vendor.context, actor, channelId);
}

/**
 * Token, permissions and subscription, each asked of Meta; a missing
 * subscription is put right on the spot. Writes what was found.
 * @throws AppError not_found
 */
export async function checkChannel(
  { context, graph }: Vendor,
  channelId: string,
  { rename = false }: { rename?: boolean } = {},
): Promise<void> {
  const secrets = await secretsOf(context, channelId);
  const now = context.clock.now();
  const looks = await lookAtToken(graph, secrets, now);
  const page: { name?: string; pictureKey?: string } = {};
  const found = looks.flatMap((look) => look.found);
  if (found.every(({ code }) => !DEAD_ENDS.has(code))) {
    looks.push(await lookAtSubscription(graph, secrets));
    const info = await pageInfo(graph, targetOf(secrets));
    if (info.kind === "known") {
      if (rename || secrets.name === nameless(secrets.pageId))
        page.name = info.name;
      const picture = await keepPicture(context, info.pictureUrl);
      if (picture.kind === "kept") page.pictureKey = picture.key;
    }
  }
  const replaced = await inTransaction(context.db, (tx) =>
    recordCheck(tx, channelId, { looks, page, now }),
  );
  if (replaced !== null) await context.files.remove(replaced);
}

/** With these, nothing else can be asked. */
const DEAD_ENDS = new Set<string>([
  "token_dead",
  "token_wrong_page",
  "app_secret_wrong",
  "meta_unreachable",
]);

async function lookAtToken(
  graph: Graph,
  secrets: ChannelSecrets,
  now: Date,
): Promise<Look[]> {
  const { token, appId, appSecret, pageId } = secrets;
  const check = await checkToken(graph, {
    token,
    appId,
    appSecret,
    accountId: pageId,
  });
  if (check.kind === "later") return [unreachable(check.error)];
  if (check.kind === "refused") {
    return [REACHED, { source: "token", found: [toProblem(check.error)] }];
  }
  if (!check.isAlive) {
    const dead = "token_dead" as const;
    const found = [{ code: dead, detail: check.error?.message ?? null }];
    return [REACHED, { source: "token", found, disproves: SECRET_FITS }];
  }
  const found: FoundProblem[] = [];
  if (check.isOfApp === false)
    found.push({ code: "token_wrong_app", detail: null });
  if (check.isOfPage === false)
    found.push({ code: "token_wrong_page", detail: null });
  if (check.missingScopes.length > 0) {
    const detail = check.missingScopes.join(", ");
    found.push({ code: "permission_missing", detail });
  }
  const ends = [check.expiresAt, check.dataAccessExpiresAt]
    .filter((date) => date !== null)
    .sort((a, b) => a.getTime() - b.getTime())[0];
  if (ends && ends.getTime() - now.getTime() < EXPIRY_NOTICE_MS) {
    found.push({ code: "token_expiring", detail: ends.toISOString() });
  }
  const disproves = [...SECRET_FITS, "token_dead" as const];
  return [REACHED, { source: "token", found, disproves }];
}

async function lookAtSubscription(
  graph: Graph,
  secrets: ChannelSecrets,
): Promise<Look> {
  const outcome = await keepSubscribed(graph, targetOf(secrets), secrets.appId);
  if (outcome.kind === "done") return { source: "subscription", found: [] };
  const { kind, error, fields } = outcome;
  if (kind === "later") return unreachable(error);
  if (fields === null) {
    return { source: "subscription", found: [toProblem(error)] };
  }
  const code = fields.length === 0 ? "not_subscribed" : "fields_missing";
  const found = [{ code, detail: error.message } as const];
  return { source: "subscription", found: [...found] };
}

const REACHED: Look = { source: "reach", found: [] };
/** The question about the token is asked with the app's secret. */
const SECRET_FITS = ["app_secret_wrong" as const];

/** Meta did not answer: nothing was looked at, so nothing is over. */
function unreachable({ message }: VendorError): Look {
  const found = [{ code: "meta_unreachable" as const, detail: message }];
  return { source: "reach", found };
}

function targetOf({ pageId, token, appSecret }: ChannelSecrets): PageTarget {
  return { accountId: pageId, accessToken: token, appSecret };
}

function toProblem(error: VendorError): FoundProblem {
  return (
    problemOf(error) ?? { code: "permission_missing", detail: error.message }
  );
}
