import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rulesOf } from "#contract/channels/rules/channel-rules.ts";
import { lengthIn } from "#contract/channels/rules/text-length.ts";
import type { InboundEvent } from "#server/channels/inbound-event.ts";
import { reset, startTestServer } from "#server/channels/common/test-server.ts";
import { allKinds, MUTATIONS } from "#server/channels/conformance/all-kinds.ts";
import { kitOf } from "#server/channels/conformance/kit.ts";
import { mutatedBody } from "#server/channels/conformance/mutate.ts";
import { testDatabase } from "#server/db/test-database.ts";
import {
  connectKind,
  dumpOf,
  type ConnectedKind,
} from "#server/pipeline/test-conformance.ts";
import {
  createWorld,
  digits,
  type World,
} from "#server/pipeline/test-world.ts";
import { referenceOf } from "#server/pipeline/vendor/reference.ts";
import { randomToken } from "#server/runtime/crypto.ts";

/** Every kind of channel through the real pipeline on a real Postgres. Only the vendor is scripted. */

const vendor = await startTestServer();
afterAll(() => vendor.stop());

let world: World;
beforeAll(async () => {
  world = createWorld(await testDatabase(), vendor.url, true);
});

const SECOND_MS = 1000;

for (const channel of allKinds(vendor.url)) {
  const { kind } = channel;
  const kit = await kitOf(kind);
  const rules = rulesOf(kind);

  describe(kind, () => {
    let there: ConnectedKind;
    beforeAll(async () => {
      there = await connectKind(world, channel, kit, vendor);
    });

    /** A customer who has just written. */
    async function asked(key = "") {
      const customerId = digits(16);
      const id = `id-${randomToken(12)}`;
      const said = {
        customerId,
        threadKey: key,
        text: "Hello",
        at: new Date(),
      };
      const body = kit.textFrom({ ...said, id });
      await there.deliver([body]);
      const [event] = channel.parse(body, kit.source) ?? [];
      const threadKey = (event?.type === "message" && event.threadKey) || "";
      const threadId = await there.threadIdOf(customerId, threadKey);
      return { customerId, threadKey, threadId };
    }

    async function last(threadId: string) {
      return (await there.messagesIn(threadId)).at(-1);
    }

    /** The texts that reached the vendor, in order. */
    const arrived = () =>
      vendor.received
        .filter(({ method }) => method === "POST")
        .map((one) => kit.vendor.read(one).text);

    test("the vendor's reports find the message that was sent, in any order and more than once", async () => {
      const { customerId, threadKey, threadId } = await asked();
      const externalId = `theirs-${randomToken(12)}`;
      vendor.answer(kit.vendor.accepts(externalId));
      const [message] = await there.say(threadId, "It is in stock");
      await there.send();
      const sent = await last(threadId);
      expect(sent).toMatchObject({ id: message?.id, status: "sent" });
      const about = kit
        .about({
          customerId,
          threadKey,
          externalId: sent?.externalId ?? "",
          messageId: message?.id ?? "",
          reference: referenceOf(message?.id ?? ""),
          text: "It is in stock",
          at: new Date(),
        })
        .map(({ body }) => body);
      const shuffled = [...about.toReversed(), ...about];
      for (const body of shuffled) await there.deliver([body]);
      const messages = await there.messagesIn(threadId);
      expect(messages.map(({ text }) => text)).toEqual([
        "Hello",
        "It is in stock",
      ]);
      expect(messages.at(-1)?.status).toBe(rules.receipts ? "read" : "sent");
    });

    test("texts arrive once and stand in the order in which they were written, however they are delivered", async () => {
      const at = Date.now() - 60 * SECOND_MS;
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray([0, 1, 2, 3, 4, 5], {
            minLength: 6,
            maxLength: 6,
          }),
          fc.array(fc.nat(5), { maxLength: 6 }),
          fc.nat(11),
          async (order, repeated, cut) => {
            const customerId = digits(16);
            const mark = randomToken(8);
            const bodies = [...order, ...repeated].map((nth) =>
              kit.textFrom({
                customerId,
                threadKey: "",
                id: `${mark}-${nth}`,
                text: `text ${nth}`,
                at: new Date(at + nth * SECOND_MS),
              }),
            );
            await there.deliver(bodies.slice(0, cut));
            await there.deliver(bodies.slice(cut));
            const threadId = await there.threadIdOf(customerId);
            const texts = (await there.messagesIn(threadId)).map(
              ({ text }) => text,
            );
            expect(texts).toEqual([0, 1, 2, 3, 4, 5].map((n) => `text ${n}`));
          },
        ),
        { seed: MUTATIONS.seed, numRuns: 8 },
      );
    });

    test("everything that the vendor delivers, delivered again in another order, changes nothing", async () => {
      const bodies = kit.deliveries.map(({ body }) => body);
      await there.deliver(bodies);
      const first = await stored();
      expect(first.length).toBeGreaterThan(0);
      await there.deliver([...bodies.toReversed(), ...bodies]);
      expect(await stored()).toEqual(first);
    });

    test("conversations of one person are threads of one customer, and each reply goes to its own", async () => {
      const first = await asked("order-1");
      const { customerId } = first;
      const at = new Date();
      const more = { customerId, threadKey: "order-2", text: "And?", at };
      const body = kit.textFrom({ ...more, id: `id-${randomToken(12)}` });
      await there.deliver([body]);
      const keys = await world.context.db.prisma.thread.findMany({
        where: {
          channelId: there.channelId,
          identity: { externalId: customerId },
        },
        select: { key: true, id: true, customerId: true },
        orderBy: { key: "asc" },
      });
      expect(new Set(keys.map((one) => one.customerId)).size).toBe(1);
      if (keys.length === 1) {
        expect(keys).toMatchObject([{ key: "" }]);
        return;
      }
      expect(keys.map(({ key }) => key)).toEqual(["order-1", "order-2"]);
      for (const { id, key } of keys) {
        vendor.answer(kit.vendor.accepts(`theirs-${randomToken(12)}`));
        await there.say(id, `To ${key}`);
        await there.send();
        const [one] = vendor.received;
        expect(one && kit.vendor.read(one)).toMatchObject({
          threadKey: key,
          text: `To ${key}`,
        });
      }
    });

    test("a text at the limit is one message, one more character makes two that fit, in order", async () => {
      const { textLimit, textUnit } = rules;
      const { threadId } = await asked();
      const full = "😀".repeat(textLimit / lengthIn(textUnit, "😀"));
      expect(lengthIn(textUnit, full)).toBe(textLimit);
      const answers = [1, 2, 3].map(() =>
        kit.vendor.accepts(`theirs-${randomToken(12)}`),
      );
      vendor.answer(...answers);
      expect(await there.say(threadId, full)).toHaveLength(1);
      await there.send();
      const over = `${full}x`;
      expect(await there.say(threadId, over)).toHaveLength(2);
      await there.send();
      await there.send();
      const parts = arrived();
      expect(parts[0]).toBe(full);
      expect(parts.slice(1).join("")).toBe(over);
      for (const part of parts)
        expect(lengthIn(textUnit, part ?? "")).toBeLessThanOrEqual(textLimit);
    });

    test("a refusal fails the message with the vendor’s reason", async () => {
      const { threadId } = await asked();
      const end = kit.vendor.ends.find(({ outcome }) => outcome === "refused")!;
      vendor.answer(end.answer);
      await there.say(threadId, "No");
      await there.send();
      expect(await last(threadId)).toMatchObject({
        status: "failed",
        error: { code: end.key },
      });
      await mended();
    });

    test("too many requests: the message waits for as long as the vendor asks, then it is sent", async () => {
      const { threadId } = await asked();
      vendor.answer(kit.vendor.limited(60));
      await there.say(threadId, "Later");
      await there.send();
      expect((await last(threadId))?.status).toBe("queued");
      const { rows } = await world.context.db.pool.query<{ waits: boolean }>(
        `select "dueAt" > now() + interval '50 seconds' as waits from send_job where "threadId" = $1`,
        [threadId],
      );
      expect(rows).toEqual([{ waits: true }]);
      await mended();
      vendor.answer(kit.vendor.accepts(`theirs-${randomToken(12)}`));
      await there.send();
      expect((await last(threadId))?.status).toBe("sent");
      expect(arrived()).toEqual(["Later"]);
    });

    test("a connection that breaks after the vendor has read the message never duplicates it", async () => {
      const { threadId } = await asked();
      const externalId = `theirs-${randomToken(12)}`;
      vendor.answer(reset, kit.vendor.accepts(externalId));
      await there.say(threadId, "Once");
      await there.send();
      switch (channel.timedOut) {
        case "key": {
          await there.send();
          const [first, again] = vendor.received;
          expect(again && kit.vendor.retryKey?.(again)).toBe(
            first && kit.vendor.retryKey?.(first),
          );
          expect(arrived()).toHaveLength(2);
          expect((await last(threadId))?.status).toBe("sent");
          return;
        }
        case "lookup": {
          expect((await last(threadId))?.status).toBe("sending");
          expect(arrived()).toEqual(["Once"]);
          const found = { externalId, text: "Once" };
          vendor.answer(kit.vendor.conversation!(found));
          await there.look();
          await there.send();
          expect(arrived()).toEqual([]);
          expect(await last(threadId)).toMatchObject({
            status: "sent",
            externalId,
          });
          return;
        }
        case "doubt": {
          await there.look();
          await there.send();
          expect(arrived()).toEqual(["Once"]);
          expect(await last(threadId)).toMatchObject({
            status: "failed",
            error: { code: "maybe_sent_unseen" },
          });
        }
      }
    });

    test("a send that was interrupted by the end of its process is settled in the way of its kind", async () => {
      const { threadId } = await asked();
      await there.say(threadId, "Before the crash");
      await world.context.db.pool.query(
        `update message set status = 'sending' where "threadId" = $1 and status = 'queued'`,
        [threadId],
      );
      await world.context.db.pool.query(
        `update send_job set state = 'uncertain', attempts = 1, "startedAt" = now() where "threadId" = $1`,
        [threadId],
      );
      const externalId = `theirs-${randomToken(12)}`;
      const accepts = kit.vendor.accepts(externalId);
      const nothing = kit.vendor.conversation?.(null);
      vendor.answer(...(nothing ? [nothing, nothing, accepts] : [accepts]));
      await there.look();
      await there.send();
      const isSentAgain = channel.timedOut !== "doubt";
      expect((await last(threadId))?.status).toBe(
        isSentAgain ? "sent" : "failed",
      );
      expect(arrived()).toEqual(isSentAgain ? ["Before the crash"] : []);
    });

    test(`${MUTATIONS.numRuns} mutated deliveries are kept, applied and stored as they mean (seed ${MUTATIONS.seed})`, async () => {
      const bodies = fc
        .sample(mutatedBody(kit.deliveries.map(({ body }) => body)), MUTATIONS)
        .filter(
          (body) =>
            channel.receive(kit.proved(body), kit.source).kind === "store",
        );
      expect(bodies.length).toBeGreaterThan(MUTATIONS.numRuns / 10);
      const { pool } = world.context.db;
      const before = await countDeliveries();
      await there.deliver(bodies);
      expect(await countDeliveries()).toBe(before + bodies.length);
      const { rows } = await pool.query<{
        body: Buffer;
        state: string;
        error: string;
      }>(
        `select body, state, error from delivery where state not in ('applied', 'waiting')`,
      );
      for (const { body, state, error } of rows) {
        const said = `${state} ${error}: ${body.toString()}`;
        expect(channel.parse(body, kit.source), said).toBeNull();
        expect(state, said).toBe("parked");
      }
      const { accountId } = kit.account(vendor.url);
      const events = [...kit.deliveries.map((one) => one.body), ...bodies]
        .flatMap((body) => channel.parse(body, kit.source) ?? [])
        .filter((one) => "accountId" in one && one.accountId === accountId);
      const wanted = textsByMessage(events);
      const texts = await pool.query<{
        externalId: string;
        text: string | null;
      }>(
        `select "externalId", text from message where "channelId" = $1 and "externalId" = any($2)`,
        [there.channelId, [...wanted.keys()]],
      );
      expect(texts.rows).toHaveLength(wanted.size);
      for (const { externalId, text } of texts.rows)
        expect([...(wanted.get(externalId) ?? []), null]).toContain(text);
    }, 120_000);

    test("no secret of the channel stands in a row or a log line", async () => {
      const dump = await dumpOf(world);
      const lines = there.log();
      expect(lines).not.toBe("");
      for (const secret of kit.secrets) {
        expect(dump.includes(secret)).toBe(false);
        expect(lines.includes(secret)).toBe(false);
      }
    });

    /** Removes everything that keeps the channel from sending. */
    async function mended(): Promise<void> {
      await world.context.db.pool.query(
        `update channel set "throttledUntil" = null, health = 'ok', problems = '[]' where id = $1`,
        [there.channelId],
      );
    }

    async function countDeliveries(): Promise<number> {
      return world.context.db.prisma.delivery.count();
    }

    /** The messages of the channel, without the fields that depend on when they arrived. */
    async function stored() {
      const { rows } = await world.context.db.pool.query<object>(
        `select "externalId", direction, kind, "authorType", text, event, "deletedAt" is not null as gone,
           (select json_agg(r.emoji order by r.emoji) from reaction r where r."messageId" = m.id) as reactions
         from message m where "channelId" = $1 and "externalId" is not null order by "externalId"`,
        [there.channelId],
      );
      return rows;
    }
  });
}

/** The texts that each message may have: its own, and those of its edits, which may come before it. */
function textsByMessage(
  events: readonly InboundEvent[],
): Map<string, Set<string | null>> {
  const wanted = new Map<string, Set<string | null>>();
  for (const event of events)
    if (event.type === "message" || event.type === "echo")
      wanted.set(
        event.mid,
        (wanted.get(event.mid) ?? new Set()).add(event.text),
      );
  for (const event of events)
    if (event.type === "edit") wanted.get(event.mid)?.add(event.text);
  return wanted;
}
