import { parse } from "hono/utils/cookie";
import type { Socket } from "socket.io";
import type { Host } from "#server/auth/host.ts";
import { readSessionCookie } from "#server/auth/session-cookie.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { callerOfToken } from "#server/domain/access/sign-in/tokens.ts";
import { isOwnOrigin } from "#server/http/edge/request/trusted-origin.ts";
import type { Access } from "#server/live/ended-access.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";
import { mayListen } from "#contract/people/token-scopes.ts";

export type Admitted = { actor: Actor; access: Access };

/** The caller who opens this socket, by `auth.token` or by the session cookie; null: unknown. */
export async function admitSocket(
  host: Host,
  socket: Socket,
): Promise<Admitted | null> {
  const { token } = socket.handshake.auth as { token?: unknown };
  return typeof token === "string"
    ? byToken(host, socket.id, token)
    : byCookie(host, socket);
}

async function byToken(
  { context }: Host,
  socketId: string,
  token: string,
): Promise<Admitted | null> {
  const found = await callerOfToken(context, token);
  if (found === null || !mayListen(found.scopes)) return null;
  const { actor } = found;
  const { agentId } = actor;
  return {
    actor,
    access: {
      socketId,
      agentId,
      sessionId: null,
      sessionVersion: null,
      tokenHash: sha256Hex(token),
    },
  };
}

async function byCookie(host: Host, socket: Socket): Promise<Admitted | null> {
  const { cookie, origin, host: hostHeader } = socket.handshake.headers;
  if (cookie === undefined) return null;
  // A browser sends the cookie whichever page opens the socket.
  const { publicUrl } = host.auth;
  if (origin !== undefined && !isOwnOrigin(origin, hostHeader, publicUrl))
    return null;
  const claim = await readSessionCookie(host.auth, parse(cookie));
  const actor = claim && (await host.actorForSession(claim));
  if (!actor || actor.needsTotp) return null;
  return { actor, access: { socketId: socket.id, ...claim, tokenHash: null } };
}
