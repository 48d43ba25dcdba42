import type { Account, HealthLook } from "#server/channels/channel.ts";
import type {
  Failure,
  VendorError,
} from "#server/channels/outbound-message.ts";
import { readTasks } from "#server/channels/messenger/page.ts";
import {
  keepSubscribed,
  missingFields,
  subscribedFields,
} from "#server/channels/messenger/subscription.ts";
import { toPage } from "#server/channels/messenger/target.ts";
import {
  checkToken,
  type TokenCheck,
} from "#server/channels/meta/check-token.ts";
import { endingOf } from "#server/channels/meta/graph-versions.ts";
import type { Graph } from "#server/channels/meta/graph.ts";
import { problemOf } from "#server/channels/common/problem-of.ts";

const DAY_MS = 24 * 3_600_000;
/** The notice before a token or its access to data ends. */
const EXPIRY_NOTICE_MS = 7 * DAY_MS;
/** Without this task a page's token sends nothing. */
const NEEDED_TASK = "MESSAGING";

export type CheckOptions = {
  now: Date;
  /** A subscription that lacks something is put right first. */
  subscribe: boolean;
  /** The version of the Graph API that we call. */
  version: string;
};

/** Token, permissions and subscription, each asked of Meta. */
export async function check(
  graph: Graph,
  account: Account,
  { now, subscribe, version }: CheckOptions,
): Promise<HealthLook[]> {
  const looks = [
    lookAtVersion(version, now),
    ...(await lookAtToken(graph, account, now)),
  ];
  const isDeadEnd = looks.some(({ found }) =>
    found.some(({ code }) => DEAD_ENDS.has(code)),
  );
  if (isDeadEnd) return looks.map((look) => ({ ...look, isDeadEnd }));
  return [...looks, await lookAtSubscription(graph, account, subscribe)];
}

/** With these, no further check is possible. */
const DEAD_ENDS = new Set<string>([
  "token_dead",
  "token_wrong_page",
  "app_secret_wrong",
  "meta_unreachable",
]);

function lookAtVersion(version: string, now: Date): HealthLook {
  const end = endingOf(version, now);
  const code = "graph_version_ending";
  const detail = end && `${version}: ${end.toISOString().slice(0, 10)}`;
  return { source: "version", found: end ? [{ code, detail }] : [] };
}

async function lookAtToken(
  graph: Graph,
  account: Account,
  now: Date,
): Promise<HealthLook[]> {
  const { accountId, credentials: token, secret: appSecret, appId } = account;
  const outcome = await checkToken(graph, {
    token,
    appId,
    appSecret,
    accountId,
  });
  if (outcome.kind === "later") return [unreachable(outcome.error)];
  if (outcome.kind === "refused") {
    const found = [toProblem(outcome.error)];
    return [REACHED, { source: "token", found, seen: { credentials: {} } }];
  }
  // The question about the token is asked with the app's id and secret.
  const seen = { credentials: { appId }, token: tokenFacts(outcome) };
  if (!outcome.isAlive) {
    const detail = outcome.error?.message ?? null;
    const found = [{ code: "token_dead", detail }];
    return [REACHED, { source: "token", found, disproves: SECRET_FITS, seen }];
  }
  const tasks = await readTasks(graph, toPage(account));
  const { scopes, missingScopes } = outcome;
  const lacksTask = tasks !== null && !tasks.includes(NEEDED_TASK);
  const missing = [...missingScopes, ...(lacksTask ? [NEEDED_TASK] : [])];
  return [
    REACHED,
    {
      source: "token",
      found: [
        ...faultsOfToken(outcome, now),
        ...(missing.length > 0
          ? [{ code: "permission_missing", detail: missing.join(", ") }]
          : []),
      ],
      disproves: [...SECRET_FITS, "token_dead"],
      seen: { ...seen, permissions: { scopes, tasks, missing } },
    },
  ];
}

type Checked = Extract<TokenCheck, { kind: "checked" }>;

function tokenFacts({
  type,
  pageId,
  expiresAt,
  dataAccessExpiresAt,
  error,
}: Checked) {
  return {
    type,
    pageId,
    /** Why it is dead, as Meta numbers it. */
    subcode: error?.subcode ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    dataAccessExpiresAt: dataAccessExpiresAt?.toISOString() ?? null,
  };
}

function faultsOfToken(
  { isOfApp, isOfPage, expiresAt, dataAccessExpiresAt }: Checked,
  now: Date,
): HealthLook["found"] {
  const found: HealthLook["found"] = [];
  if (isOfApp === false) found.push({ code: "token_wrong_app", detail: null });
  if (isOfPage === false)
    found.push({ code: "token_wrong_page", detail: null });
  const isNear = (end: Date | null): end is Date =>
    end !== null && end.getTime() - now.getTime() < EXPIRY_NOTICE_MS;
  if (isNear(expiresAt))
    found.push({ code: "token_expiring", detail: expiresAt.toISOString() });
  if (isNear(dataAccessExpiresAt)) {
    const detail = dataAccessExpiresAt.toISOString();
    found.push({ code: "data_access_ending", detail });
  }
  return found;
}

async function lookAtSubscription(
  graph: Graph,
  account: Account,
  subscribe: boolean,
): Promise<HealthLook> {
  const page = toPage(account);
  const outcome = subscribe
    ? await keepSubscribed(graph, page, account.appId, {
        leads: account.options["leads"] !== false,
      })
    : await subscribedFields(graph, page, account.appId);
  const fields = "fields" in outcome ? outcome.fields : null;
  if (fields === null) {
    const { error } = outcome as Failure;
    if (outcome.kind === "later") return unreachable(error);
    return { source: "subscription", found: [toProblem(error)] };
  }
  const missing = missingFields(fields);
  const otherApps = "otherApps" in outcome ? outcome.otherApps : {};
  const code = fields.length === 0 ? "not_subscribed" : "fields_missing";
  const detail =
    outcome.kind === "known" ? missing.join(", ") : outcome.error.message;
  return {
    source: "subscription",
    found: missing.length > 0 ? [{ code, detail }] : [],
    seen: { fields: { subscribed: fields, missing, otherApps } },
    hadGap: "hadGap" in outcome && outcome.hadGap === true,
  };
}

const REACHED: HealthLook = { source: "reach", found: [] };
/** The question about the token is asked with the app's secret. */
const SECRET_FITS = ["app_secret_wrong"];

/** Meta did not answer: nothing was checked, so no problem is over. */
function unreachable({ message }: VendorError): HealthLook {
  const found = [{ code: "meta_unreachable", detail: message }];
  return { source: "reach", found };
}

function toProblem(error: VendorError): HealthLook["found"][number] {
  const code = problemOf(error.key) ?? "permission_missing";
  return { code, detail: error.message };
}
