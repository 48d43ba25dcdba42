import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Agent } from "#contract/people/agent.ts";
import { testDatabase } from "#server/db/test-database.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { startTestServer, type TestServer } from "#server/http/test-server.ts";

/** Photos of agents, from outside. */

let server: TestServer;
let ada: Actor;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer(await testDatabase());
  ada = await server.world.agent("Ada");
  cookie = await server.cookie(ada);
});
afterAll(() => server.stop());

async function send(
  bytes: Uint8Array | null,
): Promise<{ status: number; body: Agent & { code: string } }> {
  const form = new FormData();
  if (bytes) form.append("file", new Blob([Buffer.from(bytes)]), "me.jpg");
  else form.append("name", "no file");
  const answer = await server.request("/api/v1/me/photo", {
    method: "PUT",
    headers: { cookie, "x-parley": "1" },
    body: form,
  });
  const body = (await answer.json()) as Agent & { code: string };
  return { status: answer.status, body };
}

const get = (path: string, as = cookie) =>
  server.request(path, { headers: { cookie: as } });

const photo = (color: string) =>
  sharp({ create: { width: 600, height: 400, channels: 3, background: color } })
    .withExif({ IFD0: { Artist: "Ada’s secret phone" } })
    .jpeg()
    .toBuffer();

const keptFiles = async () => {
  const { photoKey } =
    await server.host.context.db.prisma.agent.findUniqueOrThrow({
      where: { id: ada.agentId },
      select: { photoKey: true },
    });
  return photoKey;
};

test("a photo becomes a small square without the camera’s data, for teammates", async () => {
  const { status, body } = await send(await photo("red"));
  expect(status).toBe(200);
  const url = body.photoUrl ?? "";
  expect(url).toMatch(new RegExp(`^/api/v1/agents/${ada.agentId}/photo\\?v=`));

  const colleague = await server.world.agent("Ben");
  const answer = await get(url, await server.cookie(colleague));
  expect(answer.headers.get("content-type")).toBe("image/webp");
  expect(answer.headers.get("cache-control")).toContain("immutable");
  const bytes = Buffer.from(await answer.arrayBuffer());
  const meta = await sharp(bytes).metadata();
  expect(meta).toMatchObject({ width: 256, height: 256 });
  expect(meta.exif).toBeUndefined();
  const listed = await server.call(colleague, "GET", `/agents/${ada.agentId}`);
  expect((listed.body as Agent).photoUrl).toBe(url);
  expect((await server.request(url)).status).toBe(401);
});

test("another photo has another address and takes the place of the first", async () => {
  const first = await send(await photo("red"));
  const key = await keptFiles();
  const second = await send(await photo("blue"));
  expect(second.body.photoUrl).not.toBe(first.body.photoUrl);
  await expect(server.host.context.files.get(key ?? "")).rejects.toMatchObject({
    code: "file_gone",
  });
});

test.each<[string, () => Promise<Uint8Array | null>, number, string]>([
  ["no picture", () => bytesOf("hello"), 415, "file_type_refused"],
  [
    "a drawing that could run scripts",
    () => bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    415,
    "file_type_refused",
  ],
  [
    "half a picture",
    async () => (await photo("red")).subarray(0, 300),
    415,
    "file_type_refused",
  ],
  ["an empty file", () => bytesOf(""), 422, "invalid_input"],
  ["no file", () => Promise.resolve(null), 422, "invalid_input"],
  [
    "a file that is too large",
    () => Promise.resolve(new Uint8Array(15 * 1024 * 1024 + 1)),
    413,
    "file_too_large",
  ],
])("%s is refused, and the photo stays", async (_name, make, status, code) => {
  const before = (await send(await photo("green"))).body.photoUrl;
  const refused = await send(await make());
  expect({ status: refused.status, code: refused.body.code }).toEqual({
    status,
    code,
  });
  const me = (await server.call(ada, "GET", "/me")).body as Agent;
  expect(me.photoUrl).toBe(before);
  expect((await get(before ?? "")).status).toBe(200);
});

test("removed, the initials are back", async () => {
  const { body } = await send(await photo("green"));
  for (const _again of [1, 2])
    expect((await server.call(ada, "DELETE", "/me/photo")).status).toBe(204);
  const me = (await server.call(ada, "GET", "/me")).body as Agent;
  expect(me.photoUrl).toBeNull();
  expect((await get(body.photoUrl ?? "")).status).toBe(404);
});

function bytesOf(text: string): Promise<Uint8Array> {
  return Promise.resolve(Buffer.from(text));
}
