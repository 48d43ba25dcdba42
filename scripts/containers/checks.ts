import assert from "node:assert/strict";
import type { Message } from "#contract/threads/message.ts";
import { until } from "../../e2e/harness/until.ts";
import type { Check } from "../nodes/checks.ts";
import { PAGE_ID } from "../nodes/installation.ts";
import { beginChats } from "../nodes/stream.ts";
import { docker } from "./docker.ts";
import type { Containers } from "./installation.ts";

const IMAGE = "parley";

/** Files that belong to a machine or to the build, not into an image. */
const FOREIGN =
  "find / -xdev \\( -name .env -o -name .git -o -path '*/.next/cache' -o -path '*/node_modules/vitest' -o -path /home/node/.npm \\) -not -path '/proc/*' 2>/dev/null; true";
const CONFINED =
  "grep -E '^(Uid|CapEff|CapBnd|NoNewPrivs)' /proc/1/status | tr -s '\\t ' ' '; touch /parley/probe 2>/dev/null && echo 'Writable'; true";

export const CONTAINER_CHECKS: Check<Containers>[] = [
  {
    name: "the image holds no secret, no cache and no package of the build",
    run: examineImage,
  },
  {
    name: "each container is healthy, runs as a user without rights, and can write to its data alone",
    run: examineContainers,
  },
  {
    name: "a message, its photo and the reply outlive new containers",
    run: outlivesContainers,
  },
];

async function examineImage({ secrets }: Containers): Promise<string> {
  const inspected = await docker(["image", "inspect", IMAGE]);
  const history = await docker(["history", "--no-trunc", IMAGE]);
  for (const secret of secrets)
    assert(!(inspected + history).includes(secret), "A secret is in the image");
  const shell = ["run", "--rm", "--entrypoint", "sh", IMAGE, "-c"];
  assert.equal(await docker([...shell, FOREIGN]), "");
  const format = "{{.Size}}";
  const bytes = await docker(["image", "inspect", "--format", format, IMAGE]);
  return `${Math.round(Number(bytes) / 1e6)} MB`;
}

async function examineContainers({ names }: Containers): Promise<string> {
  for (const name of names) {
    const health = "{{.State.Health.Status}}";
    await until(
      "the container is healthy",
      async () =>
        (await docker(["inspect", "--format", health, name])) === "healthy",
    );
    assert.deepEqual(
      (await docker(["exec", name, "sh", "-c", CONFINED])).split("\n"),
      [
        "Uid: 1000 1000 1000 1000",
        ...["CapEff", "CapBnd"].map((set) => `${set}: 0000000000000000`),
        "NoNewPrivs: 1",
      ],
    );
  }
  return `${names.length} containers`;
}

async function outlivesContainers(containers: Containers): Promise<string> {
  const { simulator, owner, recreate } = containers;
  const [chat] = await beginChats(containers, 1);
  assert(chat);
  const { personId } = chat.person;
  const photo = { attachments: [{ sample: "lamp" }] };
  await simulator.write(PAGE_ID, personId, photo);
  const path = `/threads/${chat.threadId}/messages`;
  await owner.api.post(path, { text: "Reply", clientId: "outlives" });
  await until("Meta has the reply", async () =>
    (await simulator.chat(PAGE_ID, personId)).messages.some(
      ({ text }) => text === "Reply",
    ),
  );
  const stored = async () => {
    const messages = await owner.api.all<Message>(path);
    const file = messages.flatMap(({ attachments }) => attachments)[0];
    if (file?.state !== "stored" || file.url === null) return null;
    const { status, body } = await owner.api.ask(
      "GET",
      file.url.replace("/api/v1", ""),
    );
    return { ids: messages.map(({ id }) => id), status, body };
  };
  const before = await until("the photo is stored", stored);
  await recreate();
  assert.deepEqual(await until("all is there again", stored), before);
  return `${before.ids.length} messages`;
}
