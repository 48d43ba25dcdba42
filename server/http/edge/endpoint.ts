import type { Context as Call, Hono } from "hono";
import type { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { actionOf } from "#contract/people/actions.ts";
import {
  leastRoleFor,
  mayDo,
  type ActionKey,
} from "#contract/people/policy.ts";
import { unknownMembers } from "#contract/base/unknown-members.ts";
import {
  EMPTY_WHILE_SEEN,
  END_SEE_AS,
  REFUSED_WHILE_SEEN,
} from "#contract/people/see-as.ts";
import { isMaskedContact } from "#contract/text/contact-mask.ts";
import type { Host } from "#server/auth/host.ts";
import { credentialsOf, identify } from "#server/auth/identify.ts";
import type { SignInLimit } from "#server/auth/sign-in-limit.ts";
import { AppError, invalidField } from "#server/domain/app-error.ts";
import { hideFields } from "#server/domain/access/hide-fields.ts";
import {
  holdsContacts,
  maskContacts,
} from "#server/domain/access/mask-contacts.ts";
import { touchSession } from "#server/domain/access/sign-in/agent-sessions.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import type { Services } from "#server/pipeline/services.ts";
import type { ApiLimit } from "#server/http/edge/request/api-limit.ts";
import { MAX_JSON_BYTES, readBytes } from "#server/http/edge/request/body.ts";
import {
  fieldErrors,
  type ProblemCode,
} from "#server/http/edge/response/problem.ts";
import { requireTrustedOrigin } from "#server/http/edge/request/trusted-origin.ts";
import {
  includesScope,
  scopeNeeded,
  type TokenScope,
} from "#contract/people/token-scopes.ts";
import type { HttpEnv } from "./response/http-env.ts";

/** The API while it is put together: where routes are added, and the data that the document is made from. */
export type Api = {
  hono: Hono<HttpEnv>;
  host: Host;
  services: Services;
  limit: ApiLimit;
  /** Routes of the API also ask for passwords. */
  signInLimit: SignInLimit;
  routes: RouteSpec[];
};

/** One route as the OpenAPI document shows it. */
export type RouteSpec = {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** As in OpenAPI: /threads/{id} */
  path: string;
  /** Unique; the operationId. */
  name: string;
  tag: string;
  /** Imperative and short: "Take a thread". */
  summary: string;
  /** Details that do not fit in the summary, in full sentences. */
  description?: string;
  /** The schema of the ids in the path. Default: Parley's own ids. */
  id?: z.ZodType;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** An empty body counts as {}. */
  bodyOptional?: boolean;
  /** The schema of the success response; left out: no content. */
  answer?: z.ZodType;
  /** Instead of JSON: the request is a form with a file, or the response is a file's bytes. */
  file?: "upload" | "download";
  /** Default: 200 with a body and 204 without. */
  status?: 200 | 201 | 202 | 204;
  /** Open to callers who are not signed in. */
  public?: boolean;
  /**
   * The response to a reviewer whose role has the operation. `own`: the handler
   * answers with what belongs to their channel; `empty`: a list without items.
   */
  reviewers?: "own" | "empty";
  /** The response holds contact data that is masked everywhere else. */
  reveals?: boolean;
  /** Codes it may refuse with, beside the common ones. */
  problems?: ProblemCode[];
};

/** A checked request. `id` and `params` are well-formed ids. */
export type Request<Q, B> = {
  context: Context;
  services: Services;
  actor: Actor;
  id: string;
  params: Record<string, string>;
  query: Q;
  body: B;
  call: Call<HttpEnv>;
};

type Parsed<S> = S extends z.ZodType ? z.infer<S> : undefined;
type Answer<S> = S extends z.ZodType ? z.infer<S> : void;

/**
 * Adds a route: it checks the caller, the origin, the rate, ids, query and
 * body, then calls the handler. The same schemas validate and are published.
 */
export function endpoint<S extends RouteSpec>(
  api: Api,
  spec: S,
  handle: (
    request: Request<Parsed<S["query"]>, Parsed<S["body"]>>,
  ) => Promise<Answer<S["answer"]> | Response>,
): void {
  api.routes.push(spec);
  const status = spec.status ?? (spec.answer ? 200 : 204);
  api.hono.on(spec.method.toUpperCase(), honoPath(spec.path), async (call) => {
    const actor = await admit(api, spec, call);
    const params = readIds(spec, call);
    if (actor?.role === "reviewer" && spec.reviewers === "empty")
      return call.json({ items: [], nextCursor: null });
    if (actor?.seenBy && EMPTY_WHILE_SEEN.has(operationOf(spec)))
      return call.json({ items: [], nextCursor: null, unread: 0 });
    const answer = await handle({
      context: api.host.context,
      services: api.services,
      // A public handler does not read it.
      actor: actor as Actor,
      id: params.id ?? "",
      params,
      query: readQuery(spec, call) as Parsed<S["query"]>,
      body: (await readBody(spec, call, actor)) as Parsed<S["body"]>,
      call,
    });
    if (answer instanceof Response) return answer;
    if (status === 204) return call.body(null, 204);
    const shown = actor ? shownTo(actor, spec, answer) : answer;
    return call.json(shown as object, status);
  });
}

/** An answer without what the caller may not see of customers. */
function shownTo(actor: Actor, spec: RouteSpec, answer: unknown): unknown {
  if (!spec.answer) return answer;
  const shown = hideFields(spec.answer, answer, actor);
  return actor.contactLimit && !spec.reveals
    ? maskContacts(spec.answer, shown)
    : shown;
}

/** As the table of rights names it. */
function operationOf({ method, path }: Pick<RouteSpec, "method" | "path">) {
  return `${method.toUpperCase()} ${path}`;
}

/** OpenAPI's {id} in Hono's spelling. */
export function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

/**
 * Returns the caller, or null on a public route.
 * @throws AppError not_signed_in, forbidden (by the role), read_only_view, token_scope, address_not_allowed; EdgeError
 * forged_request, too_many_requests
 */
export async function admit(
  api: Api,
  spec: Pick<RouteSpec, "method" | "path" | "public" | "reviewers">,
  call: Call<HttpEnv>,
): Promise<Actor | null> {
  const { raw } = call.req;
  const caller = await identify(
    api.host,
    credentialsOf(raw.headers, call.get("address")),
  );
  if (caller === null) {
    api.limit.unknown(call.get("address"));
    if (spec.public) return null;
    throw new AppError("not_signed_in");
  }
  if (caller.via === "cookie") {
    requireTrustedOrigin(raw, api.host.context.config.publicUrl);
    call.set("sessionId", caller.sessionId);
    const seenAt = {
      address: call.get("address"),
      userAgent: raw.headers.get("user-agent"),
    };
    const { context } = api.host;
    await touchSession(context, caller.sessionId, seenAt, caller.actor);
  }
  api.limit.agent(caller.actor.seenBy?.agentId ?? caller.actor.agentId);
  call.set("actor", caller.actor);
  if (!spec.public) {
    requireOwnView(spec, caller.actor);
    requireSecondStep(spec, caller.actor);
    requireOperation(spec, caller.actor);
    if (caller.via === "token") requireTokenScope(spec, caller.scopes);
  }
  return caller.actor;
}

/** @throws AppError token_scope: outside of what the token is limited to */
function requireTokenScope(
  { method, path }: Pick<RouteSpec, "method" | "path">,
  scopes: TokenScope[] | null,
): void {
  if (scopes === null) return;
  const action = actionOf(operationOf({ method, path }));
  const needed = action === null ? null : scopeNeeded(action, method);
  if (needed === "none") return;
  if (needed !== null && includesScope(scopes, needed)) return;
  throw new AppError("token_scope", {
    message:
      needed === null
        ? "No scope reaches this operation. Use a token without scopes."
        : `This operation needs a token with the scope ${needed}.`,
    current: { scopes },
  });
}

/**
 * The one place that keeps a view of another person's console read-only.
 * Sockets of such a view may send nothing (live/live.ts).
 * @throws AppError read_only_view
 */
function requireOwnView(
  spec: Pick<RouteSpec, "method" | "path">,
  { seenBy }: Actor,
): void {
  if (!seenBy) return;
  const operation = operationOf(spec);
  const isRead = spec.method === "get" && !REFUSED_WHILE_SEEN.has(operation);
  if (!isRead && operation !== END_SEE_AS) throw new AppError("read_only_view");
}

/** The actions allowed before two-step verification is set up: exactly those that set it up. */
const BEFORE_TOTP: ReadonlySet<string | null> = new Set<ActionKey>([
  "account.totp",
]);

/** @throws AppError totp_required */
function requireSecondStep(
  { method, path }: Pick<RouteSpec, "method" | "path">,
  { needsTotp }: Actor,
): void {
  if (!needsTotp) return;
  const action = actionOf(operationOf({ method, path }));
  if (!BEFORE_TOTP.has(action)) throw new AppError("totp_required");
}

/**
 * Refuses a role that may do nothing of the kind. The domain decides what a
 * role may do it with.
 * @throws AppError forbidden
 */
function requireOperation(
  { method, path, reviewers }: Pick<RouteSpec, "method" | "path" | "reviewers">,
  { role }: Actor,
): void {
  const action = actionOf(operationOf({ method, path }));
  // A test fails for an operation without an action.
  if (
    action === null ? role === "reviewer" && !reviewers : !mayDo(role, action)
  )
    throw new AppError("forbidden", {
      needs: action === null ? "agent" : leastRoleFor(action),
    });
}

// A text that is no id of ours cannot exist, so it is missing rather than malformed.
function readIds(
  { id = idSchema }: RouteSpec,
  call: Call<HttpEnv>,
): Record<string, string> {
  const params = call.req.param() as Record<string, string>;
  for (const value of Object.values(params)) {
    if (!id.safeParse(value).success) throw new AppError("not_found");
  }
  return params;
}

function readQuery(spec: RouteSpec, call: Call<HttpEnv>): unknown {
  return spec.query && check(spec.query, call.req.query());
}

async function readBody(
  spec: RouteSpec,
  call: Call<HttpEnv>,
  actor: Actor | null,
): Promise<unknown> {
  if (!spec.body) return undefined;
  const text = new TextDecoder().decode(
    await readBytes(call.req.raw, MAX_JSON_BYTES),
  );
  if (text.trim() === "" && spec.bodyOptional) return check(spec.body, {});
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError(
      "invalid_input",
      { errors: [{ path: "", message: "The body is not JSON." }] },
      { cause },
    );
  }
  if (actor?.contactLimit && spec.method === "patch") refuseMasked(spec, value);
  return checkBody(spec.body, value);
}

/**
 * A program that writes back what it has read must not keep the mask in the
 * place of the data. Only where a record with contact data is changed: a note can quote a mask.
 * @throws AppError invalid_input
 */
function refuseMasked({ answer }: RouteSpec, value: unknown): void {
  if (!answer || !holdsContacts(answer)) return;
  const path = pathOfMask(value, "");
  if (path !== null) throw invalidField(path, "masked");
}

function pathOfMask(value: unknown, path: string): string | null {
  if (typeof value === "string") return isMaskedContact(value) ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, item] of Object.entries(value)) {
    const found = pathOfMask(item, path === "" ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** @throws AppError invalid_input, with a message for each wrong value */
function check(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new AppError("invalid_input", { errors: fieldErrors(result.error) });
}

/**
 * As `check`, and refuses members that no handler would read.
 * @throws AppError invalid_input
 */
function checkBody(schema: z.ZodType, value: unknown): unknown {
  const unknown = unknownMembers(schema, value);
  if (unknown.length === 0) return check(schema, value);
  const wrong = schema.safeParse(value).error;
  const errors = unknown.map(({ path, meant }) => ({
    path,
    code: "unknown_member",
    message:
      meant === null
        ? "There is no member of this name."
        : `There is no member of this name. Did you mean "${meant}"?`,
  }));
  throw new AppError("invalid_input", {
    errors: [...errors, ...(wrong ? fieldErrors(wrong) : [])],
  });
}
