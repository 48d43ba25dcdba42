import type { NextAuthOptions } from "next-auth";
import * as credentialsModule from "next-auth/providers/credentials";
import type { CredentialsConfig } from "next-auth/providers/credentials";
import { parseInsidePath } from "#contract/base/inside-path.ts";
import { signInSchema } from "#contract/people/account-requests.ts";
import type { Host } from "#server/auth/host.ts";
import {
  claimOf,
  SESSION_SECONDS,
  sessionCookieName,
} from "#server/auth/session-cookie.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  closeSession,
  signIn,
  type Session,
} from "#server/domain/access/sign-in/sessions.ts";
import { identityOf, OIDC, oidcProvider } from "#server/auth/oidc.ts";
import { signInByProvider } from "#server/domain/people/sign-in-by-provider.ts";

type Provider = (
  config: Partial<CredentialsConfig>,
) => NextAuthOptions["providers"][number];

// CommonJS: a bundler's default export is one level deeper here.
const credentials = unwrap<Provider>(credentialsModule);

/**
 * next-auth with email and password. The cookie carries the ids of session and
 * agent and the session version, and no right of its own: every request
 * queries the database (see identify.ts), so a session ends the moment its row
 * is deleted or the version is raised.
 * `failed` gets the errors of these queries: next-auth itself would put the
 * error's text into an address, and remove a valid cookie.
 */
export function authOptions(
  { context, auth, actorForSession, accessChanged }: Host,
  failed: (error: unknown) => void,
): NextAuthOptions {
  async function reporting<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      failed(error);
      throw error;
    }
  }

  return {
    secret: auth.secret,
    useSecureCookies: auth.secureCookies,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: {
        name: sessionCookieName(auth),
        options: {
          httpOnly: true,
          sameSite: "lax",
          path: "/",
          secure: auth.secureCookies,
        },
      },
    },
    providers: [
      credentials({
        name: "Parley",
        credentials: {
          email: { label: "Email", type: "email" },
          password: { label: "Password", type: "password" },
          code: { label: "Code", type: "text" },
        },
        async authorize(given) {
          const input = signInSchema.safeParse(chosen(given));
          if (!input.success) return null;
          const agent = await reporting(
            signIn(context, input.data).catch(codeRefusal),
          );
          // next-auth puts the message into the answer: the form then shows the field for the code.
          if (typeof agent === "string") throw new Error(agent);
          return agent && { ...agent, id: agent.agentId };
        },
      }),
      ...(auth.oidc ? [oidcProvider(auth.oidc)] : []),
    ],
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account?.provider !== OIDC || !auth.oidc) return true;
        const identity = identityOf({ ...profile }, auth.oidc);
        const agent = await reporting(signInByProvider(context, identity));
        if (typeof agent === "string") return `/sign-in?error=${agent}`;
        // next-auth passes this object on to `jwt`.
        Object.assign(user, agent, { id: agent.agentId });
        return true;
      },
      // The target of a sign-in or sign-out comes from outside.
      redirect: ({ url }) => {
        const path = parseInsidePath(url, auth.publicUrl) ?? "/";
        return new URL(path, auth.publicUrl).href;
      },
      async jwt({ token, user }) {
        if (user) {
          const { sessionId, sessionVersion } = user as Partial<Session>;
          return { sessionId, agentId: user.id, sessionVersion };
        }
        const claim = claimOf(token);
        // It only keeps the cookie; what reads data asks for the address, too.
        const actor = claim && (await reporting(actorForSession(claim, null)));
        // Thrown, not returned: next-auth then removes the cookie.
        if (!actor) throw new Error("session ended");
        return {
          ...claim,
          name: actor.name,
          email: actor.email,
        };
      },
      session({ session, token }) {
        return {
          ...session,
          user: {
            id: String(token.agentId),
            name: token.name ?? null,
            email: token.email ?? null,
          },
        };
      },
    },
    events: {
      // Also on the server: a copy of the cookie must not outlive the sign-out.
      async signOut({ token }) {
        const claim = claimOf(token);
        if (!claim) return;
        await reporting(closeSession(context, claim));
        accessChanged();
      },
    },
    logger: {
      error: (code, metadata) => {
        context.log.warn({ code, reason: reasonOf(metadata) }, "sign-in");
      },
      warn: (code) => context.log.debug({ code }, "sign-in"),
      debug: (code) => context.log.trace({ code }, "sign-in"),
    },
  };
}

/** The fields that the form has; one that was left empty is not given. */
function chosen(given: Record<string, string> | undefined): object {
  const { email, password, code } = given ?? {};
  return { email, password, ...(code ? { code } : {}) };
}

/** A refused code is an answer; anything else is a real error. */
function codeRefusal(error: unknown): "code_needed" | "code_wrong" {
  if (
    error instanceof AppError &&
    (error.code === "code_needed" || error.code === "code_wrong")
  )
    return error.code;
  throw error;
}

function reasonOf(metadata: unknown): string | undefined {
  if (metadata instanceof Error) return metadata.message;
  if (typeof metadata !== "object" || metadata === null) return undefined;
  const { message } = metadata as { message?: unknown };
  return typeof message === "string" ? message : undefined;
}

/** The export behind one or two `default`s. */
export function unwrap<T>(module: unknown): T {
  let value = module;
  while (typeof value === "object" && value !== null && "default" in value) {
    value = value.default;
  }
  return value as T;
}
