import type { Actor } from "#server/domain/access/actor.ts";
import type { TestServer } from "#server/http/test-server.ts";

/** The reads of the API about these rows, for tests of what nobody else may find in them. */
export type Reads = {
  ids: Record<"customers" | "threads" | "leads", string>;
  /** The words that the search looks for. */
  search: string;
};

/** The answer that the actor gets, as text. */
export async function textOf(
  server: TestServer,
  actor: Actor,
  path: string,
): Promise<string> {
  const response = await server.request(`/api/v1${path}`, {
    headers: { authorization: `Bearer ${await server.token(actor)}` },
  });
  return response.text();
}

/** The paths in whose answers the actor finds one of the words. */
export async function pathsThatShow(
  server: TestServer,
  actor: Actor,
  words: readonly string[],
  reads: Reads,
): Promise<string[]> {
  const found = [];
  for (const path of await paths(server, actor, reads)) {
    const text = await textOf(server, actor, path);
    if (words.some((word) => text.includes(word))) found.push(path);
  }
  return found;
}

/** Every read of the API that needs no other id than these. */
async function paths(
  server: TestServer,
  actor: Actor,
  { ids, search }: Reads,
): Promise<string[]> {
  const document = JSON.parse(await textOf(server, actor, "/openapi.json")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(document.paths)
    .filter(([, methods]) => "get" in methods)
    .map(([path]) =>
      path.replace(
        /^\/(customers|threads|leads)\/\{id\}/,
        (_, kind: keyof typeof ids) => `/${kind}/${ids[kind]}`,
      ),
    )
    .filter((path) => !path.includes("{"))
    .map((path) => (path === "/search" ? `/search?q=${search}` : path));
}
