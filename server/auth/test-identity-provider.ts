import http from "node:http";
import type { AddressInfo } from "node:net";
import { randomToken } from "#server/runtime/crypto.ts";

/** The claims of each person, by the log-in that they type. */
export type Person = Record<string, unknown>;

export type IdentityProvider = Awaited<
  ReturnType<typeof startIdentityProvider>
>;

type Constructor = new (
  issuer: string,
  configuration: object,
) => { callback(): http.RequestListener };

/** A real OpenID Connect provider, of the kept library `oidc-provider`, on a free port. */
export async function startIdentityProvider(
  redirectUri: string,
  people: Record<string, Person>,
) {
  const server = http.createServer();
  await new Promise<void>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve()),
  );
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const client = { id: "parley", secret: randomToken() };
  // The package has no types of its own.
  const name = "oidc-provider";
  const { default: Provider } = (await import(name)) as {
    default: Constructor;
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
      },
    ],
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "realm_access"],
    },
    cookies: { keys: [randomToken()] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people[id] }),
    }),
  });
  server.on("request", provider.callback());
  return {
    issuer,
    client,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
