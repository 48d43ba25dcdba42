import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindOf } from "#contract/channels/rules/channel-rules.ts";
import { toStorable } from "#contract/text/text.ts";
import type { Channel } from "#server/channels/channel.ts";
import {
  kitOf,
  type ConformanceKit,
} from "#server/channels/conformance/kit.ts";
import { parseJson } from "#server/channels/common/json.ts";
import { mutatedBody } from "#server/channels/conformance/mutate.ts";
import { faultsOf } from "#server/channels/conformance/storable.ts";
import { allKinds, MUTATIONS } from "#server/channels/conformance/all-kinds.ts";

/** Every kind of channel: what its webhook takes and refuses, and what the bodies mean. */

for (const channel of allKinds()) {
  const { kind } = channel;
  const kit = await kitOf(kind);
  describe(kind, () => {
    test("every delivery of the vendor’s is taken and understood", () => {
      expect(kit.deliveries.length).toBeGreaterThan(5);
      for (const { name, body } of kit.deliveries) {
        expect(taken(channel, kit, body), name).toBe("store");
        expect(channel.parse(body, kit.source), name).not.toBeNull();
        expect(checked(channel, kit, body), name).toEqual([]);
      }
    });

    if (kindOf(kind).testMessages)
      test("its test message is taken and understood like one of the vendor’s", () => {
        const said = {
          customerId: "parley-test-1",
          mid: "m_parley-test-1",
          text: "你好 👍",
          at: new Date("2026-11-29T01:02:03.000Z"),
        };
        const secret = kit.source.secrets[0] ?? "";
        const account = { kind, ...kit.account("http://127.0.0.1:9"), secret };
        const request = channel.testDelivery?.(account, said);
        expect(request && channel.receive(request, kit.source).kind).toBe(
          "store",
        );
        expect(
          request && channel.parse(request.body, kit.source),
        ).toMatchObject([
          {
            type: "message",
            ...said,
          },
        ]);
      });
    else
      test("it makes no test message", () => {
        expect(channel.testDelivery).toBeUndefined();
      });

    test("the former secret holds while it is given, an empty one never", () => {
      const { body } = kit.deliveries[0]!;
      for (const secret of kit.source.secrets)
        expect(taken(channel, kit, body, secret)).toBe("store");
      const empty = { ...kit.source, secrets: [""] };
      const { kind: end } = channel.receive(kit.proved(body, ""), empty);
      expect(end).toBe("refused");
      const none = { ...kit.source, secrets: [] };
      expect(channel.receive(kit.proved(body), none).kind).toBe("refused");
    });

    test("a proof that is missing or does not hold stores nothing and tells no secret", () => {
      const { body } = kit.deliveries[0]!;
      const requests = Object.entries(kit.unproved(body));
      expect(requests.length).toBeGreaterThan(2);
      for (const [name, request] of requests) {
        const received = channel.receive(request, kit.source);
        expect(received.kind, name).toBe("refused");
        expect(received.answer.status, name).toBeGreaterThanOrEqual(400);
        expect(received.answer.status, name).toBeLessThan(500);
        for (const secret of kit.secrets)
          expect(JSON.stringify(received), name).not.toContain(secret);
      }
    });

    test("the question whether the address is ours", () => {
      const { handshake } = kit;
      if (handshake === null) {
        expect(kit.source.verifyToken).toBeNull();
        const query = new URLSearchParams();
        const asked = { ...kit.proved(new Uint8Array()), query };
        const request = { ...asked, method: "GET" as const };
        expect(channel.receive(request, kit.source).kind).toBe("refused");
        return;
      }
      expect(channel.receive(handshake.right, kit.source)).toMatchObject({
        kind: "verified",
        answer: { status: 200, body: handshake.answer },
      });
      for (const [name, request] of Object.entries(handshake.wrong))
        expect(channel.receive(request, kit.source).kind, name).toBe("refused");
      const unset = { ...kit.source, verifyToken: null };
      expect(channel.receive(handshake.right, unset).kind).toBe("refused");
    });

    test("a body without form is told so or kept, and never breaks anything", () => {
      for (const body of kit.formless) {
        const end = taken(channel, kit, body);
        expect(["store", "malformed"]).toContain(end);
        if (end === "malformed") continue;
        expect(channel.parse(body, kit.source)).toBeNull();
      }
    });

    test(`${MUTATIONS.numRuns} mutated bodies neither break anything nor mean what cannot be stored (seed ${MUTATIONS.seed})`, () => {
      const bodies = kit.deliveries.map(({ body }) => body);
      fc.assert(
        fc.property(mutatedBody(bodies), (body) => {
          expect(
            checked(channel, kit, body),
            Buffer.from(body).toString(),
          ).toEqual([]);
        }),
        MUTATIONS,
      );
    });

    test("a text of a person keeps its id, its sender, its conversation, its words and its time", () => {
      const said = {
        customerId: "7300000000004821",
        threadKey: "",
        id: "id-of-theirs-1",
        text: "你好 👋\nIs it “blue”? 50% & more <b>",
        at: new Date("2026-11-02T09:00:00.000Z"),
      };
      const { id, at, customerId, text } = said;
      const { accountId } = kit.account("http://127.0.0.1");
      expect(channel.parse(kit.textFrom(said), kit.source)).toMatchObject([
        { type: "message", mid: id, text, customerId, accountId, at },
      ]);
    });

    test("conversations of one person stay apart where the kind has several", () => {
      const keys = ["", "order-1", "order-2"].map((threadKey) => {
        const at = new Date("2026-11-02T09:00:00.000Z");
        const said = { customerId: "7300000000004821", text: "Hi", at };
        const body = kit.textFrom({ ...said, threadKey, id: "id-1" });
        const [event] = channel.parse(body, kit.source) ?? [];
        return event?.type === "message" ? event.threadKey : null;
      });
      const isOne = keys.every((key) => key === undefined);
      expect(isOne || keys).toEqual(isOne || ["", "order-1", "order-2"]);
    });

    test("what the vendor says of a message of ours names it by the id that sending returned, or by ours", () => {
      const messageId = "0198a000-0000-7000-8000-000000000001";
      const sent = {
        customerId: "7300000000004821",
        threadKey: "",
        externalId: "id-of-ours-1",
        messageId,
        reference: `parley:${messageId}`,
        text: "It is in stock",
        at: new Date("2026-11-02T09:00:00.000Z"),
      };
      const known = [
        sent.externalId,
        ...(channel.namesOurIds ? [messageId] : []),
      ];
      for (const { type, body } of kit.about(sent)) {
        const [event] = channel.parse(body, kit.source) ?? [];
        expect(event).toMatchObject({ type, customerId: sent.customerId });
        if (event?.type === "delivered")
          for (const mid of event.mids) expect(known).toContain(mid);
        else if (event?.type === "echo") {
          expect(known).toContain(event.mid);
          expect(event).toMatchObject({ metadata: sent.reference });
        } else if (event?.type === "read")
          expect(
            event.watermark ?? known.includes(event.mid ?? ""),
          ).toBeTruthy();
      }
    });
  });
}

function taken(
  channel: Channel,
  kit: ConformanceKit,
  body: Uint8Array,
  secret?: string,
): string {
  return channel.receive(kit.proved(body, secret), kit.source).kind;
}

/** The fault in how a proved body is received. */
function checked(
  channel: Channel,
  kit: ConformanceKit,
  body: Uint8Array,
): string[] {
  const received = channel.receive(kit.proved(body), kit.source);
  const { status } = received.answer;
  if (received.kind === "malformed")
    return status >= 400 && status < 500 ? [] : [`malformed: ${status}`];
  if (received.kind !== "store") return [`proved, and ${received.kind}`];
  if (status < 200 || status > 299) return [`stored, and ${status}`];
  const events = channel.parse(body, kit.source);
  const again = channel.parse(body, kit.source);
  if (JSON.stringify(again) !== JSON.stringify(events))
    return ["read twice it is another"];
  return (events ?? []).flatMap((event) => [
    ...faultsOf(event),
    ...foreign(event, kit, body),
  ]);
}

/** An account that neither delivers nor is named by the body. */
function foreign(
  event: object,
  { source }: ConformanceKit,
  body: Uint8Array,
): string[] {
  if (!("accountId" in event)) return [];
  const { accountId } = event;
  if (accountId === null) return []; // about all of the app
  if (typeof accountId !== "string") return ["of an account that is no text"];
  const isNamed =
    accountId === source.externalId || leavesOf(body).includes(accountId);
  return isNamed ? [] : [`of the account ${accountId}`];
}

/** Every text and number of the body, as it can be stored. */
function leavesOf(body: Uint8Array): string[] {
  const json = parseJson(body);
  if (json.ok) return leavesIn(json.value);
  const form = new URLSearchParams(Buffer.from(body).toString());
  return leavesIn([...form.values()]);
}

function leavesIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null)
    return Object.values(value).flatMap(leavesIn);
  return [toStorable(String(value)).trim()];
}
