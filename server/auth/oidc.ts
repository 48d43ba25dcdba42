import type { OAuthConfig } from "next-auth/providers/oauth";
import { roleSchema, type Role } from "#contract/people/agent.ts";
import type { ProvidedIdentity } from "#server/domain/people/sign-in-by-provider.ts";

/** Sign-in at the company's identity provider (OpenID Connect). */
export type OidcSettings = {
  /** The issuer's address, whose /.well-known/openid-configuration describes it. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** On the button. */
  name: string;
  /** The claim that names the role, with dots for claims within claims; null: roles are given by hand. */
  roleClaim: string | null;
};

type Claims = Record<string, unknown>;

/** The provider's id, which is part of the redirect address to register there. */
export const OIDC = "oidc";

const TIMEOUT_MS = 10_000;

/** The provider as next-auth takes it. */
export function oidcProvider(settings: OidcSettings): OAuthConfig<Claims> {
  const { issuer, clientId, clientSecret, name } = settings;
  return {
    id: OIDC,
    name,
    type: "oauth",
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    issuer,
    clientId,
    clientSecret,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    authorization: { params: { scope: "openid email profile" } },
    httpOptions: { timeout: TIMEOUT_MS },
    userinfo: {
      // Some providers put the email only here, some put roles only into the id token.
      async request({ client, tokens }) {
        const own: Claims = tokens.id_token
          ? { ...(tokens as { claims(): object }).claims() }
          : {};
        if (client.issuer.metadata.userinfo_endpoint === undefined) return own;
        const more = await client.userinfo(tokens.access_token ?? "");
        return { ...own, ...more };
      },
    },
    profile: (claims) => ({ id: String(claims["sub"]) }),
  };
}

/** Reads email, name and role of a person from the claims. Pure. */
export function identityOf(
  claims: Claims,
  { roleClaim }: OidcSettings,
): ProvidedIdentity {
  const { email, email_verified: verified, name } = claims;
  return {
    email: typeof email === "string" && verified !== false ? email : null,
    name: typeof name === "string" && name.trim() !== "" ? name : null,
    role: roleClaim === null ? null : roleOf(claims, roleClaim),
  };
}

/** Roles that a claim can name, by rank: the first that the claim has counts. Reviewers need a channel, which no claim names. */
const CLAIMED: readonly Role[] = roleSchema.options.filter(
  (role) => role !== "reviewer",
);

function roleOf(claims: Claims, path: string): Role | null {
  // A claim's own name may have dots, too: "https://example.com/roles".
  const value = path in claims ? claims[path] : within(claims, path);
  const names = new Set([value].flat());
  return CLAIMED.find((role) => names.has(role)) ?? null;
}

function within(claims: Claims, path: string): unknown {
  let found: unknown = claims;
  for (const key of path.split("."))
    found =
      typeof found === "object" && found !== null
        ? (found as Claims)[key]
        : undefined;
  return found;
}
