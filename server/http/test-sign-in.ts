import type { Actor } from "#server/domain/access/actor.ts";
import { hashPassword } from "#server/domain/access/sign-in/passwords.ts";
import type { TestServer } from "./test-server.ts";

export const PASSWORD = "correct horse";

/** An admin with this password. */
export async function agentWithPassword(
  server: TestServer,
  name: string,
): Promise<Actor> {
  const actor = await server.world.agent(name, "admin");
  await server.world.context.db.prisma.agent.update({
    where: { id: actor.agentId },
    data: { passwordHash: await hashPassword(PASSWORD) },
  });
  return actor;
}

/** Signs in as the console's form does it. */
export async function signIn(
  server: TestServer,
  email: string,
  password: string,
  more: Record<string, string> = {},
  { address, known = "" }: { address?: string; known?: string } = {},
): Promise<Response> {
  const csrf = await server.request("/api/auth/csrf");
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  return server.request("/api/auth/callback/credentials", {
    method: "POST",
    headers: {
      cookie: `${cookiesOf(csrf)}; ${known}`,
      ...(address === undefined ? {} : { "x-forwarded-for": address }),
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({
      csrfToken,
      email,
      password,
      json: "true",
      ...more,
    }),
  });
}

/** The cookies that a response sets, as a request sends them. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
