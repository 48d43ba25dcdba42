import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#server/db/test-database.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import {
  callerOfToken,
  createToken,
  listTokens,
  revokeToken,
} from "./tokens.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import {
  createTestContext,
  newActor,
  type TestContext,
} from "#server/domain/test-context.ts";
import { newId } from "#server/runtime/crypto.ts";

let context: TestContext;
beforeAll(async () => {
  context = createTestContext(await testDatabase());
});

test("a token acts as its agent, and the database holds only a hash of it", async () => {
  const actor = await newActor(context, "agent");
  const { token, id } = await createToken(context, actor, {
    agentId: actor.agentId,
    name: "Zapier",
  });
  expect(await callerOfToken(context, token, null)).toEqual({
    actor,
    scopes: null,
  });
  const row = await context.db.prisma.apiToken.findUniqueOrThrow({
    where: { id },
  });
  expect(row.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(row)).not.toContain(token);
  expect(JSON.stringify(await listTokens(context, actor))).not.toContain(token);
  for (const wrong of [
    "",
    "parley_",
    token.slice(0, -1),
    row.hash,
    `${token}x`,
  ]) {
    expect(await callerOfToken(context, wrong, null)).toBeNull();
  }
});

test("one agent has a hundred tokens at most, also when they are requested at once", async () => {
  const actor = await newActor(context, "agent");
  const { agentId } = actor;
  await context.db.prisma.apiToken.createMany({
    data: Array.from({ length: 95 }, () => ({
      id: newId(),
      agentId,
      hash: newId(),
      name: "",
    })),
  });
  const made = await Promise.allSettled(
    Array.from({ length: 10 }, () => createToken(context, actor, { agentId })),
  );
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  for (const one of made)
    if (one.status === "rejected")
      expect(one.reason).toMatchObject({ code: "wrong_state" });
  const [newest] = await listTokens(context, actor);
  await revokeToken(context, actor, newest?.id ?? "");
  await createToken(context, actor, { agentId });
});

test("its use is recorded once a minute", async () => {
  const actor = await newActor(context, "agent");
  const { token, id } = await createToken(context, actor, {
    agentId: actor.agentId,
  });
  const lastUse = async () =>
    (await context.db.prisma.apiToken.findUniqueOrThrow({ where: { id } }))
      .lastUsedAt;
  context.clock.at = new Date("2026-11-20T10:00:00Z");
  await callerOfToken(context, token, null);
  context.clock.at = new Date("2026-11-20T10:00:30Z");
  await callerOfToken(context, token, null);
  expect(await lastUse()).toEqual(new Date("2026-11-20T10:00:00Z"));
  context.clock.at = new Date("2026-11-20T10:01:00Z");
  await callerOfToken(context, token, null);
  expect(await lastUse()).toEqual(new Date("2026-11-20T10:01:00Z"));
  context.clock.at = null;
});

test("it ends when it is revoked, and does not work while its agent is disabled", async () => {
  const admin = await newActor(context, "admin");
  const actor = await newActor(context, "agent");
  const { token, id } = await createToken(context, actor, {
    agentId: actor.agentId,
  });
  await updateAgent(context, admin, actor.agentId, { disabled: true });
  expect(await callerOfToken(context, token, null)).toBeNull();
  await updateAgent(context, admin, actor.agentId, { disabled: false });
  expect(await callerOfToken(context, token, null)).toEqual({
    actor,
    scopes: null,
  });
  await revokeToken(context, actor, id);
  await revokeToken(context, actor, id);
  expect(await callerOfToken(context, token, null)).toBeNull();
});

test("no agent makes or revokes another's token, but admins revoke and the command line makes", async () => {
  const actor = await newActor(context, "agent");
  const other = await newActor(context, "supervisor");
  const admin = await newActor(context, "admin");
  for (const doer of [other, admin]) {
    await expect(
      createToken(context, doer, { agentId: actor.agentId }),
    ).rejects.toMatchObject({ code: "forbidden" });
  }
  const { id } = await createToken(context, commandLine, {
    agentId: actor.agentId,
  });
  await expect(revokeToken(context, other, id)).rejects.toMatchObject({
    code: "not_found",
  });
  await revokeToken(context, admin, id);
  expect(await listTokens(context, actor)).toEqual([]);
});
