import type { z } from "zod";
import type { Channel, problemSchema } from "#contract/channels/channel.ts";
import type { LightKey } from "#contract/channels/health/lights.ts";
import { channelProblemText } from "#server/domain/english.ts";

/** As it lies in the database: `detail` is what the vendor said, for the log and the curious. */
export type StoredProblem = {
  code: ProblemCode;
  /** The source that found it; absent in rows of earlier versions. */
  source?: ProblemSource;
  /** ISO 8601: since when. */
  at: string;
  detail: string | null;
};

type Problem = z.infer<typeof problemSchema>;

type ProblemEntry = {
  /** broken: nothing comes in or nothing goes out. note: worth knowing, nothing is wrong. */
  severity: "broken" | "degraded" | "note";
  /** The source that looks for it, and alone may find it gone. */
  source: ProblemSource;
  /** The light that it turns off; without one the problem is shown by itself. */
  light?: LightKey;
  /** Nothing comes in or goes out until somebody acts, or soon will: they are told, not only shown. */
  urgent?: true;
};

/**
 * The source of a problem. token: Meta is asked about the token · reach: did
 * Meta answer at all · subscription: what the page sends us · webhook: has Meta
 * confirmed our address · address: where Meta delivers the app's events · signature: deliveries as they arrive · traffic: what
 * has come in so far · send: replies as they go out · profile: questions about
 * people · policy: what Meta announces by itself · version: how long Meta keeps the
 * version of its API that we use · route: where
 * its conversations go.
 */
export type ProblemSource =
  | "token"
  | "reach"
  | "subscription"
  | "webhook"
  | "address"
  | "signature"
  | "traffic"
  | "send"
  | "profile"
  | "policy"
  | "version"
  | "route";

export type ProblemCode = keyof typeof channelProblems;

/**
 * Everything that can be wrong with a connected page. The codes are stable:
 * they are stored, are the API's and name the console's translations.
 * Sources: Messenger Platform webhooks, "debug_token", "subscribed_apps",
 * `messaging_policy_enforcement`, read 2026-11.
 */
export const channelProblems = {
  token_dead: {
    severity: "broken",
    source: "token",
    light: "token",
    urgent: true,
  },
  token_expiring: {
    severity: "degraded",
    source: "token",
    light: "token",
    urgent: true,
  },
  app_deauthorized: {
    severity: "broken",
    source: "token",
    light: "token",
    urgent: true,
  },
  data_access_ending: {
    severity: "degraded",
    source: "token",
    light: "token",
    urgent: true,
  },
  graph_version_ending: {
    severity: "degraded",
    source: "version",
    light: "credentials",
  },
  token_wrong_page: {
    severity: "broken",
    source: "token",
    light: "token",
    urgent: true,
  },
  token_wrong_app: {
    severity: "broken",
    source: "token",
    light: "token",
  },
  app_secret_wrong: {
    severity: "broken",
    source: "token",
    light: "credentials",
    urgent: true,
  },
  signature_refused: {
    severity: "degraded",
    source: "signature",
    light: "credentials",
    urgent: true,
  },
  webhook_not_verified: {
    severity: "degraded",
    source: "webhook",
    light: "webhook",
  },
  webhook_elsewhere: {
    severity: "degraded",
    source: "address",
    light: "webhook",
  },
  app_fields_missing: {
    severity: "degraded",
    source: "address",
    light: "fields",
  },
  not_subscribed: {
    severity: "broken",
    source: "subscription",
    light: "fields",
    urgent: true,
  },
  fields_missing: {
    severity: "degraded",
    source: "subscription",
    light: "fields",
  },
  permission_missing: {
    severity: "broken",
    source: "token",
    light: "permissions",
    urgent: true,
  },
  app_not_live: {
    severity: "degraded",
    source: "send",
    light: "permissions",
  },
  meta_unreachable: {
    severity: "degraded",
    source: "reach",
  },
  no_events_yet: {
    severity: "note",
    source: "traffic",
    light: "traffic",
  },
  events_silent: {
    severity: "degraded",
    source: "traffic",
    light: "traffic",
    urgent: true,
  },
  setup_incomplete: {
    severity: "degraded",
    source: "send",
    light: "permissions",
  },
  page_restricted: {
    severity: "degraded",
    source: "send",
    light: "permissions",
  },
  profile_permission_missing: {
    severity: "degraded",
    source: "profile",
    light: "permissions",
  },
  rate_limited: {
    severity: "degraded",
    source: "send",
  },
  policy_warning: {
    severity: "degraded",
    source: "policy",
    light: "permissions",
  },
  policy_blocked: {
    severity: "broken",
    source: "policy",
    light: "permissions",
    urgent: true,
  },
  replies_waiting: {
    severity: "degraded",
    source: "send",
    light: "credentials",
    urgent: true,
  },
  callback_refused: {
    severity: "degraded",
    source: "send",
    light: "credentials",
    urgent: true,
  },
  callback_private: {
    severity: "degraded",
    source: "send",
    light: "credentials",
    urgent: true,
  },
  route_dead: {
    severity: "degraded",
    source: "route",
    urgent: true,
  },
} as const satisfies Record<string, ProblemEntry>;

/** In words, each once, whoever learnt it. Pure. */
export function describeProblems(
  problems: StoredProblem[],
  kind: string,
): Problem[] {
  const byCode = new Map(problems.map((problem) => [problem.code, problem]));
  return [...byCode.values()].map((problem) => describe(problem, kind));
}

/** A code that a newer version wrote is shown as it is. */
function describe({ code, detail, at }: StoredProblem, kind: string): Problem {
  const text = channelProblemText(code, kind);
  return {
    code,
    message: text?.message ?? detail ?? code,
    fix: text?.fix ?? "Select Test connection.",
    detail,
    since: at,
  };
}

/** The worst of them. Pure. */
export function healthOf(problems: StoredProblem[]): Channel["health"] {
  const severities = problems.map(severityOf);
  if (severities.includes("broken")) return "broken";
  return severities.includes("degraded") ? "degraded" : "ok";
}

/** In rows of earlier versions: where the code belongs. Pure. */
export function sourceOf({
  code,
  source,
}: StoredProblem): ProblemSource | null {
  return source ?? entryOf(code)?.source ?? null;
}

/** By source, the codes that belong to it. */
export const CODES_OF = Object.groupBy(
  Object.keys(channelProblems) as ProblemCode[],
  (code) => channelProblems[code].source,
) as Record<ProblemSource, ProblemCode[]>;

/** Null: it is of no light, or a newer version's. Pure. */
export function lightOf(code: ProblemCode): LightKey | null {
  return entryOf(code)?.light ?? null;
}

export function isUrgent(code: ProblemCode): boolean {
  return entryOf(code)?.urgent === true;
}

/** Problems of the whole page that one refused reply proves. */
const PROVED_BY_ONE_SEND = new Set<ProblemCode>([
  "token_dead",
  "app_secret_wrong",
]);

/**
 * A page that is broken takes no replies, and only a reply could show that
 * what a reply was refused for is over: so it does not break the page, unless
 * it is about the credentials themselves.
 */
export function severityOf(
  problem: StoredProblem,
): ProblemEntry["severity"] | null {
  const severity = entryOf(problem.code)?.severity ?? null;
  const isOfSend = sourceOf(problem) === "send";
  return severity === "broken" &&
    isOfSend &&
    !PROVED_BY_ONE_SEND.has(problem.code)
    ? "degraded"
    : severity;
}

/** Undefined: a code of a newer version. */
function entryOf(code: ProblemCode): ProblemEntry | undefined {
  return channelProblems[code];
}
