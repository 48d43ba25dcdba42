import type {
  Account,
  HealthLook,
  VendorError,
} from "#server/channels/channel.ts";
import { keepSubscribed } from "#server/channels/messenger/subscription.ts";
import { toPage } from "#server/channels/messenger/target.ts";
import { checkToken } from "#server/channels/meta/check-token.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import { problemOf } from "#server/channels/common/problem-of.ts";

const DAY_MS = 24 * 3_600_000;
/** How early an administrator is told that a token will end. */
const EXPIRY_NOTICE_MS = 7 * DAY_MS;

/**
 * Token, permissions and subscription, each asked of Meta; a missing
 * subscription is put right on the spot.
 */
export async function check(
  graph: Graph,
  account: Account,
  now: Date,
): Promise<HealthLook[]> {
  const looks = await lookAtToken(graph, account, now);
  const isDeadEnd = looks.some(({ found }) =>
    found.some(({ code }) => DEAD_ENDS.has(code)),
  );
  if (isDeadEnd) return looks.map((look) => ({ ...look, isDeadEnd }));
  return [...looks, await lookAtSubscription(graph, account)];
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
  account: Account,
  now: Date,
): Promise<HealthLook[]> {
  const { accountId, credentials: token, secret: appSecret, appId } = account;
  const found: HealthLook["found"] = [];
  const outcome = await checkToken(graph, {
    token,
    appId: appId ?? "",
    appSecret,
    accountId,
  });
  if (outcome.kind === "later") return [unreachable(outcome.error)];
  if (outcome.kind === "refused") {
    return [REACHED, { source: "token", found: [toProblem(outcome.error)] }];
  }
  if (!outcome.isAlive) {
    found.push({ code: "token_dead", detail: outcome.error?.message ?? null });
    return [REACHED, { source: "token", found, disproves: SECRET_FITS }];
  }
  if (outcome.isOfApp === false)
    found.push({ code: "token_wrong_app", detail: null });
  if (outcome.isOfPage === false)
    found.push({ code: "token_wrong_page", detail: null });
  if (outcome.missingScopes.length > 0) {
    const detail = outcome.missingScopes.join(", ");
    found.push({ code: "permission_missing", detail });
  }
  const ends = [outcome.expiresAt, outcome.dataAccessExpiresAt]
    .filter((date) => date !== null)
    .sort((a, b) => a.getTime() - b.getTime())[0];
  if (ends && ends.getTime() - now.getTime() < EXPIRY_NOTICE_MS) {
    found.push({ code: "token_expiring", detail: ends.toISOString() });
  }
  const disproves = [...SECRET_FITS, "token_dead"];
  return [REACHED, { source: "token", found, disproves }];
}

async function lookAtSubscription(
  graph: Graph,
  account: Account,
): Promise<HealthLook> {
  const outcome = await keepSubscribed(
    graph,
    toPage(account),
    account.appId ?? "",
  );
  if (outcome.kind === "done") return { source: "subscription", found: [] };
  const { kind, error, fields } = outcome;
  if (kind === "later") return unreachable(error);
  if (fields === null) {
    return { source: "subscription", found: [toProblem(error)] };
  }
  const code = fields.length === 0 ? "not_subscribed" : "fields_missing";
  return { source: "subscription", found: [{ code, detail: error.message }] };
}

const REACHED: HealthLook = { source: "reach", found: [] };
/** The question about the token is asked with the app's secret. */
const SECRET_FITS = ["app_secret_wrong"];

/** Meta did not answer: nothing was looked at, so nothing is over. */
function unreachable({ message }: VendorError): HealthLook {
  const found = [{ code: "meta_unreachable", detail: message }];
  return { source: "reach", found };
}

function toProblem(error: VendorError): HealthLook["found"][number] {
  const code = problemOf(error.key) ?? "permission_missing";
  return { code, detail: error.message };
}
