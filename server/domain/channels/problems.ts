import type { z } from "zod";
import type { Channel, problemSchema } from "#contract/shapes.ts";

/** As it lies in the database: `detail` is what the vendor said, for the log and the curious. */
export type StoredProblem = {
  code: ProblemCode;
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
  /** check: a check of the channel finds it, and finds it gone. event: Meta tells it by itself. */
  foundBy: "check" | "event";
};

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
    foundBy: "check",
  },
  token_expiring: {
    message: "The page token ends soon.",
    fix: "Make a page token from a long-lived user token, which does not end, and save it here.",
    severity: "degraded",
    foundBy: "check",
  },
  token_wrong_page: {
    message: "The token belongs to another page.",
    fix: "Copy the token of this very page from the Meta app, Messenger, Access Tokens, and save it here.",
    severity: "broken",
    foundBy: "check",
  },
  token_wrong_app: {
    message: "The token was made by another app than the one given here.",
    fix: "Make the token in this app, or connect the page with the app that made the token.",
    severity: "broken",
    foundBy: "check",
  },
  app_secret_wrong: {
    message: "Meta does not accept the app secret.",
    fix: "Copy the secret from the Meta app, Settings, Basic, and save it here.",
    severity: "broken",
    foundBy: "check",
  },
  signature_refused: {
    message: "Deliveries arrive whose signature does not fit the app secret.",
    fix: "Check that the app secret here is the one shown in the Meta app. Meta sends again what was refused.",
    severity: "degraded",
    foundBy: "check",
  },
  webhook_not_verified: {
    message: "Meta has not confirmed the webhook address yet.",
    fix: "Enter the webhook address and verify token shown here in the Meta app, Webhooks, object Page.",
    severity: "degraded",
    foundBy: "check",
  },
  not_subscribed: {
    message: "The page does not send its messages to this app.",
    fix: "Press Test connection: the page is subscribed again.",
    severity: "broken",
    foundBy: "check",
  },
  fields_missing: {
    message:
      "The page sends messages, but not everything that belongs to them.",
    fix: "Press Test connection: the missing fields are subscribed.",
    severity: "degraded",
    foundBy: "check",
  },
  permission_missing: {
    message: "The token lacks a permission.",
    fix: "Give pages_messaging, pages_manage_metadata and pages_read_engagement, then make a new token.",
    severity: "broken",
    foundBy: "check",
  },
  app_not_live: {
    message: "The Meta app is in development: only its own testers are heard.",
    fix: "Switch the Meta app to Live.",
    severity: "degraded",
    foundBy: "check",
  },
  meta_unreachable: {
    message: "Meta could not be reached at the last check.",
    fix: "It is tried again by itself. If it stays so, check this server's way to graph.facebook.com.",
    severity: "degraded",
    foundBy: "check",
  },
  no_events_yet: {
    message: "No message has come in yet.",
    fix: "Write to the page from a private account to see whether it arrives.",
    severity: "note",
    foundBy: "check",
  },
  events_silent: {
    message: "Nothing has come in for unusually long.",
    fix: "Write to the page from a private account. If nothing arrives, press Test connection.",
    severity: "degraded",
    foundBy: "check",
  },
  setup_incomplete: {
    message:
      "Something in the page's or app's set-up at Meta keeps replies from going out.",
    fix: "See what Meta says about it, put it right there, then press Retry on the reply.",
    severity: "degraded",
    foundBy: "event",
  },
  page_restricted: {
    message: "Meta has restricted the page or the app for a time.",
    fix: "Read the reason in the page's Support Inbox on Facebook. Replies can be sent again later.",
    severity: "degraded",
    foundBy: "event",
  },
  profile_permission_missing: {
    message: "The app may not read customers' names and pictures.",
    fix: "Have Business Asset User Profile Access approved in the Meta app's review.",
    severity: "degraded",
    foundBy: "event",
  },
  rate_limited: {
    message: "Meta has slowed this page down: too many calls.",
    fix: "Replies wait and go out by themselves.",
    severity: "degraded",
    foundBy: "event",
  },
  policy_warning: {
    message: "Meta has warned this page for breaking a messaging policy.",
    fix: "Read the warning in the page's Support Inbox before Meta blocks the page.",
    severity: "degraded",
    foundBy: "event",
  },
  policy_blocked: {
    message: "Meta has blocked this page from sending messages.",
    fix: "Appeal in the page's Support Inbox. Messages still come in.",
    severity: "broken",
    foundBy: "event",
  },
} as const satisfies Record<string, ProblemEntry>;

/** In words. A code that a newer version wrote is shown as it is. Pure. */
export function describeProblem({ code, detail }: StoredProblem): Problem {
  const entry: ProblemEntry | undefined = channelProblems[code];
  return {
    code,
    message: entry?.message ?? detail ?? code,
    fix: entry?.fix ?? "Press Test connection.",
  };
}

/** The worst of them. Pure. */
export function healthOf(problems: StoredProblem[]): Channel["health"] {
  const severities = problems.map(
    ({ code }) => (channelProblems[code] as ProblemEntry | undefined)?.severity,
  );
  if (severities.includes("broken")) return "broken";
  return severities.includes("degraded") ? "degraded" : "ok";
}
