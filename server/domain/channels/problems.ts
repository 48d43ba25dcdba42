import type { z } from "zod";
import type { Channel, problemSchema } from "#contract/shapes.ts";

/** As it lies in the database: `detail` is what the vendor said, for the log and the curious. */
export type StoredProblem = {
  code: ProblemCode;
  /** Who learnt it; absent in rows of earlier versions. */
  source?: ProblemSource;
  /** ISO 8601: since when. */
  at: string;
  detail: string | null;
};

type Problem = z.infer<typeof problemSchema>;

type ProblemEntry = {
  /** What is wrong, in one sentence. */
  message: string;
  /** What to do now. */
  fix: string;
  /** broken: nothing comes in or nothing goes out. note: worth knowing, nothing is wrong. */
  severity: "broken" | "degraded" | "note";
  /** Who looks for it, and alone may find it gone. */
  source: ProblemSource;
  /** Nothing comes in or goes out until somebody acts: they are told, not only shown. */
  urgent?: true;
};

/**
 * Where a problem is learnt. token: Meta is asked about the token · reach: did
 * Meta answer at all · subscription: what the page sends us · webhook: has Meta
 * confirmed our address · signature: deliveries as they arrive · traffic: what
 * has come in so far · send: replies as they go out · profile: questions about
 * people · policy: what Meta announces by itself.
 */
export type ProblemSource =
  | "token"
  | "reach"
  | "subscription"
  | "webhook"
  | "signature"
  | "traffic"
  | "send"
  | "profile"
  | "policy";

export type ProblemCode = keyof typeof channelProblems;

/**
 * Everything that can be wrong with a connected page. The codes are stable:
 * they are stored, are the API's and name the console's translations.
 * Sources: Messenger Platform webhooks, "debug_token", "subscribed_apps",
 * `messaging_policy_enforcement`, read 2026-11.
 */
export const channelProblems = {
  token_dead: {
    message: "Meta does not accept the page token any more.",
    fix: "Make a new page token in the Meta app and save it here. Nothing that came in is lost.",
    severity: "broken",
    source: "token",
    urgent: true,
  },
  token_expiring: {
    message: "The page token ends soon.",
    fix: "Make a page token from a long-lived user token, which does not end, and save it here.",
    severity: "degraded",
    source: "token",
  },
  token_wrong_page: {
    message: "The token belongs to another page.",
    fix: "Copy the token of this very page from the Meta app, Messenger, Access Tokens, and save it here.",
    severity: "broken",
    source: "token",
    urgent: true,
  },
  token_wrong_app: {
    message: "The token was made by another app than the one given here.",
    fix: "Make the token in this app, or connect the page with the app that made the token.",
    severity: "broken",
    source: "token",
  },
  app_secret_wrong: {
    message: "Meta does not accept the app secret.",
    fix: "Copy the secret from the Meta app, Settings, Basic, and save it here.",
    severity: "broken",
    source: "token",
    urgent: true,
  },
  signature_refused: {
    message: "Deliveries arrive whose signature does not fit the app secret.",
    fix: "Check that the app secret here is the one shown in the Meta app. Meta sends again what was refused.",
    severity: "degraded",
    source: "signature",
    urgent: true,
  },
  webhook_not_verified: {
    message: "Meta has not confirmed the webhook address yet.",
    fix: "Enter the webhook address and verify token shown here in the Meta app, Webhooks, object Page.",
    severity: "degraded",
    source: "webhook",
  },
  not_subscribed: {
    message: "The page does not send its messages to this app.",
    fix: "Press Test connection: the page is subscribed again.",
    severity: "broken",
    source: "subscription",
    urgent: true,
  },
  fields_missing: {
    message:
      "The page sends messages, but not everything that belongs to them.",
    fix: "Press Test connection: the missing fields are subscribed.",
    severity: "degraded",
    source: "subscription",
  },
  permission_missing: {
    message: "The token lacks a permission.",
    fix: "Give pages_messaging, pages_manage_metadata and pages_read_engagement, then make a new token.",
    severity: "broken",
    source: "token",
    urgent: true,
  },
  app_not_live: {
    message: "The Meta app is in development: only its own testers are heard.",
    fix: "Switch the Meta app to Live.",
    severity: "degraded",
    source: "send",
  },
  meta_unreachable: {
    message: "Meta could not be reached at the last check.",
    fix: "It is tried again by itself. If it stays so, check this server's way to graph.facebook.com.",
    severity: "degraded",
    source: "reach",
  },
  no_events_yet: {
    message: "No message has come in yet.",
    fix: "Write to the page from a private account to see whether it arrives.",
    severity: "note",
    source: "traffic",
  },
  events_silent: {
    message: "Nothing has come in for unusually long.",
    fix: "Write to the page from a private account. If nothing arrives, press Test connection.",
    severity: "degraded",
    source: "traffic",
    urgent: true,
  },
  setup_incomplete: {
    message:
      "Something in the page's or app's set-up at Meta keeps replies from going out.",
    fix: "See what Meta says about it, put it right there, then press Retry on the reply.",
    severity: "degraded",
    source: "send",
  },
  page_restricted: {
    message: "Meta has restricted the page or the app for a time.",
    fix: "Read the reason in the page's Support Inbox on Facebook. Replies can be sent again later.",
    severity: "degraded",
    source: "send",
  },
  profile_permission_missing: {
    message: "The app may not read customers' names and pictures.",
    fix: "Have Business Asset User Profile Access approved in the Meta app's review.",
    severity: "degraded",
    source: "profile",
  },
  rate_limited: {
    message: "Meta has slowed this page down: too many calls.",
    fix: "Replies wait and go out by themselves.",
    severity: "degraded",
    source: "send",
  },
  policy_warning: {
    message: "Meta has warned this page for breaking a messaging policy.",
    fix: "Read the warning in the page's Support Inbox before Meta blocks the page.",
    severity: "degraded",
    source: "policy",
  },
  policy_blocked: {
    message: "Meta has blocked this page from sending messages.",
    fix: "Appeal in the page's Support Inbox. Messages still come in.",
    severity: "broken",
    source: "policy",
    urgent: true,
  },
} as const satisfies Record<string, ProblemEntry>;

/** In words, each once, whoever learnt it. Pure. */
export function describeProblems(problems: StoredProblem[]): Problem[] {
  const byCode = new Map(problems.map((problem) => [problem.code, problem]));
  return [...byCode.values()].map(describe);
}

/** A code that a newer version wrote is shown as it is. */
function describe({ code, detail }: StoredProblem): Problem {
  const entry: ProblemEntry | undefined = channelProblems[code];
  return {
    code,
    message: entry?.message ?? detail ?? code,
    fix: entry?.fix ?? "Press Test connection.",
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

export function isUrgent(code: ProblemCode): boolean {
  return entryOf(code)?.urgent === true;
}

/** What one refused reply proves about the whole page. */
const PROVED_BY_ONE_SEND = new Set<ProblemCode>([
  "token_dead",
  "app_secret_wrong",
]);

/**
 * A page that is broken takes no replies, and only a reply could show that
 * what a reply was refused for is over: so it does not break the page, unless
 * it is about the credentials themselves.
 */
function severityOf(problem: StoredProblem): ProblemEntry["severity"] | null {
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
