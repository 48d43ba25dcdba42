import { parse } from "hono/utils/cookie";
import type { Socket } from "socket.io";
import type { Host } from "#server/auth/host.ts";
import { readSessionCookie } from "#server/auth/session-cookie.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { actorById } from "#server/domain/access/actor-by-id.ts";
import { callerOfToken } from "#server/domain/access/sign-in/tokens.ts";
import { AppError } from "#server/domain/app-error.ts";
import { isOwnOrigin } from "#server/http/edge/request/trusted-origin.ts";
import { callerAddress } from "#server/runtime/caller-address.ts";
import type { Access } from "#server/live/ended-access.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";
import { includesScope, mayListen } from "#contract/people/token-scopes.ts";

export type Admitted = {
  actor: Actor;
  access: Access;
  /** The agent who types, with the rights of now; they can have changed since the handshake. Null: it may send nothing. */
  typist: (() => Promise<Actor | null>) | null;
};

/** The caller who opens this socket, by `auth.token` or by the session cookie; null: unknown. */
export async function admitSocket(
  host: Host,
  socket: Socket,
): Promise<Admitted | null> {
  const { token } = socket.handshake.auth as { token?: unknown };
  const from = callerAddress(socket.request, host.trustedProxies);
  return typeof token === "string"
    ? byToken(host, { socketId: socket.id, token, from })
    : byCookie(host, socket, from);
}

async function byToken(
  { context }: Host,
  { socketId, token, from }: { socketId: string; token: string; from: string },
): Promise<Admitted | null> {
  const found = await callerOfToken(context, token, from).catch(notFromHere);
  if (found === null || !mayListen(found.scopes)) return null;
  const { actor } = found;
  const { agentId } = actor;
  return {
    actor,
    typist: includesScope(found.scopes, "threads:write")
      ? () => actorById(context.db.sql, agentId)
      : null,
    access: {
      socketId,
      agentId,
      sessionId: null,
      sessionVersion: null,
      tokenHash: sha256Hex(token),
      seesAs: null,
      from,
      contactLimit: actor.contactLimit ?? null,
      hiddenFields: actor.hiddenFields ?? [],
    },
  };
}

/** A socket is only refused: its client can't read why. */
function notFromHere(error: unknown): null {
  if (error instanceof AppError && error.code === "address_not_allowed")
    return null;
  throw error;
}

async function byCookie(
  host: Host,
  socket: Socket,
  from: string,
): Promise<Admitted | null> {
  const { cookie, origin, host: hostHeader } = socket.handshake.headers;
  if (cookie === undefined) return null;
  // A browser sends the cookie whichever page opens the socket.
  const { publicUrl } = host.auth;
  if (origin !== undefined && !isOwnOrigin(origin, hostHeader, publicUrl))
    return null;
  const claim = await readSessionCookie(host.auth, parse(cookie));
  const actor = claim && (await host.actorForSession(claim, from));
  if (!actor || actor.needsTotp) return null;
  const access = {
    socketId: socket.id,
    ...claim,
    tokenHash: null,
    seesAs: actor.seenBy ? actor.agentId : null,
    from,
    contactLimit: actor.contactLimit ?? null,
    hiddenFields: actor.hiddenFields ?? [],
  };
  const typist = () => host.actorForSession(claim, from);
  return { actor, access, typist: actor.seenBy ? null : typist };
}
