import type {
  LoginAccount,
  LoginAccounts,
  LoginApp,
} from "#server/channels/login.ts";
import {
  asId,
  asLine,
  asList,
  asObject,
  asObjects,
  asText,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";
import { toFailure } from "#server/channels/meta/failure.ts";
import type { Graph, GraphResult } from "#server/channels/meta/graph.ts";

const FIELDS = "id,name,access_token,tasks,picture{url}";
const PAGE_SIZE = "100";
/** 5,000 pages: more are no company's. It also ends a list that leads in a circle. */
const MAX_REQUESTS = 50;
const MAX_NAME_LENGTH = 120;

/** The person must have one task of each group on the page. */
const NEEDED_TASKS = [["MESSAGING"], ["MANAGE", "MODERATE"]];
const LEAD_TASK = "ADVERTISE";
const LEAD_SCOPE = "leads_retrieval";
/** Scopes that can be granted for some pages only. */
const PAGE_SCOPES = ["pages_messaging", "pages_manage_metadata"];

/**
 * Every page of the login, with its token and what is missing on it. A page
 * token of a long-lived login has no end.
 */
export async function loginPages(
  graph: Graph,
  app: LoginApp,
  token: string,
): Promise<LoginAccounts> {
  const granted = await readGranted(graph, app, token);
  if ("kind" in granted) return granted;
  const call = (path: string[], query: Record<string, string>) =>
    graph.call({ method: "GET", path, query, token, appSecret: app.secret });
  const listed = granted.isSystemUser
    ? await assignedPages(call)
    : await readAll((query) => call(["me", "accounts"], query));
  if ("kind" in listed) return listed;
  return {
    kind: "known",
    accounts: listed.items.flatMap((item) => toAccount(item, granted) ?? []),
  };
}

type Call = (
  path: string[],
  query: Record<string, string>,
) => Promise<GraphResult>;
type Listed =
  { items: JsonObject[] } | Exclude<LoginAccounts, { kind: "known" }>;

/** A business gives its system user pages; where Meta does not list those, it lists the accounts. */
async function assignedPages(call: Call): Promise<Listed> {
  const me = await call(["me"], { fields: "id" });
  const id = me.kind === "ok" ? asId(me.body["id"]) : null;
  const assigned =
    id === null
      ? null
      : await readAll((query) => call([id, "assigned_pages"], query));
  if (assigned && "items" in assigned && assigned.items.length > 0)
    return assigned;
  return readAll((query) => call(["me", "accounts"], query));
}

async function readAll(
  ask: (query: Record<string, string>) => Promise<GraphResult>,
): Promise<Listed> {
  const items = new Map<string, JsonObject>();
  let after: string | null = null;
  for (let request = 0; request < MAX_REQUESTS; request++) {
    const result: GraphResult = await ask({
      fields: FIELDS,
      limit: PAGE_SIZE,
      ...(after === null ? {} : { after }),
    });
    if (result.kind === "failed") {
      const { kind, error } = toFailure(result);
      return { kind, error };
    }
    for (const item of asObjects(result.body["data"]))
      items.set(asId(item["id"]) ?? "", item);
    const paging = asObject(result.body["paging"]);
    after = asText(asObject(paging?.["cursors"])?.["after"]);
    if (after === null || asText(paging?.["next"]) === null) break;
  }
  return { items: [...items.values()] };
}

type Granted = {
  isSystemUser: boolean;
  scopes: string[];
  /** By scope, the pages that it was granted for; no entry: Meta names none. */
  targets: Map<string, string[]>;
};

async function readGranted(
  graph: Graph,
  { appId, secret }: LoginApp,
  token: string,
): Promise<Granted | Exclude<LoginAccounts, { kind: "known" }>> {
  const result = await graph.call({
    method: "GET",
    path: ["debug_token"],
    query: { input_token: token },
    token: `${appId}|${secret}`,
    appSecret: secret,
    tokenIn: "query",
  });
  if (result.kind === "failed") {
    const { kind, error } = toFailure(result);
    return { kind, error };
  }
  const data = asObject(result.body["data"]) ?? {};
  const targets = new Map<string, string[]>();
  for (const item of asObjects(data["granular_scopes"])) {
    const scope = asText(item["scope"]);
    const ids = asList(item["target_ids"]).flatMap((id) => asId(id) ?? []);
    if (scope !== null && ids.length > 0) targets.set(scope, ids);
  }
  return {
    isSystemUser: asText(data["type"]) === "SYSTEM_USER",
    scopes: asList(data["scopes"]).flatMap((scope) => asText(scope) ?? []),
    targets,
  };
}

function toAccount(item: JsonObject, granted: Granted): LoginAccount | null {
  const accountId = asId(item["id"]);
  if (accountId === null) return null;
  const picture = asObject(asObject(item["picture"])?.["data"]);
  const tasks = asList(item["tasks"]).flatMap((task) => asText(task) ?? []);
  const lacks = (scope: string) =>
    !granted.scopes.includes(scope) ||
    granted.targets.get(scope)?.includes(accountId) === false;
  return {
    accountId,
    name: asLine(item["name"], MAX_NAME_LENGTH) ?? accountId,
    pictureUrl: asText(picture?.["url"]),
    credentials: asText(item["access_token"]),
    tasks,
    missing: [...missingTasks(tasks), ...PAGE_SCOPES.filter(lacks)],
    limited: [
      ...(tasks.length === 0 || tasks.includes(LEAD_TASK) ? [] : [LEAD_TASK]),
      ...(lacks(LEAD_SCOPE) ? [LEAD_SCOPE] : []),
    ],
  };
}

/** The check of the page itself decides where Meta names no tasks at all. */
function missingTasks(tasks: string[]): string[] {
  if (tasks.length === 0) return [];
  return NEEDED_TASKS.filter(
    (group) => !group.some((task) => tasks.includes(task)),
  ).flatMap(([first]) => first ?? []);
}
