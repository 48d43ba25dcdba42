import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import {
  CHANNEL_KINDS,
  KINDS_WITH_WELCOME,
  kindOf,
  rulesOf,
} from "#contract/channels/rules/channel-rules.ts";
import type { Channel } from "#server/channels/channel.ts";
import type { OutboundMessage } from "#server/channels/outbound-message.ts";
import { startTestServer } from "#server/channels/common/test-server.ts";
import { allKinds } from "#server/channels/conformance/all-kinds.ts";
import { kitOf } from "#server/channels/conformance/kit.ts";

/** Every kind of channel does what its rules promise, and promises what it does. */

const vendor = await startTestServer();
afterAll(() => vendor.stop());
const LANGUAGES = ["en", "zh-CN", "zh-TW"];

for (const channel of allKinds(vendor.url)) {
  const { kind } = channel;
  const rules = rulesOf(kind);
  const kit = await kitOf(kind);

  describe(kind, () => {
    test("each claim has its method, and each method its claim", () => {
      expect({
        typing: channel.typing !== undefined,
        seen: channel.seen !== undefined,
        reactions: channel.react !== undefined,
        checks: (channel.check ?? channel.ping) !== undefined,
        welcome: channel.welcome !== undefined,
      }).toEqual({
        typing: rules.typing,
        seen: rules.seen,
        reactions: rules.reactions,
        checks: kindOf(kind).checks,
        welcome: KINDS_WITH_WELCOME.includes(kind),
      });
      expect(channel.findSent !== undefined).toBe(
        channel.timedOut === "lookup",
      );
      expect(kit.vendor.conversation !== undefined).toBe(
        channel.findSent !== undefined,
      );
    });

    test("receipts come if they are promised, and only then", () => {
      const types = kit.about(SENT).map(({ type }) => type);
      const isTold = types.includes("delivered") || types.includes("read");
      expect(isTold).toBe(rules.receipts);
    });

    test("a quoted message travels along if that is promised, and only then", async () => {
      await send(channel, { replyToMid: "id-that-is-quoted" });
      const [one] = vendor.received;
      expect(one?.body.toString().includes("id-that-is-quoted")).toBe(
        rules.replies,
      );
    });

    test("a file is sent if that is promised, and only then", async () => {
      const outcome = await send(channel, { body: file() });
      expect(outcome.kind).toBe(rules.attachments ? "accepted" : "refused");
      expect(vendor.received).toHaveLength(rules.attachments ? 1 : 0);
    });

    test("its set-up asks for something, and it has a name in every language", () => {
      expect(kindOf(kind).setup.some(({ required }) => required)).toBe(true);
      if (!CHANNEL_KINDS.includes(kind)) return; // of tests alone: nobody reads it
      for (const language of LANGUAGES) {
        const file = new URL(
          `../../../messages/${language}.json`,
          import.meta.url,
        );
        const words = JSON.parse(readFileSync(file, "utf8")) as {
          channelKinds: Record<string, string>;
        };
        expect(words.channelKinds[kind], language).toBeTruthy();
      }
    });
  });

  async function send(to: Channel, more: Partial<OutboundMessage>) {
    vendor.answer(kit.vendor.accepts("id-of-theirs"));
    return to.send(
      {
        kind,
        ...kit.account(vendor.url),
        recipientId: SENT.customerId,
        threadKey: "",
        told: null,
      },
      {
        id: SENT.messageId,
        reference: SENT.reference,
        window: "standard",
        replyToMid: null,
        body: { kind: "text", text: SENT.text },
        ...more,
      },
      new AbortController().signal,
    );
  }
}

const SENT = {
  customerId: "7300000000004821",
  threadKey: "",
  externalId: "id-of-ours-1",
  messageId: "0198a000-0000-7000-8000-000000000001",
  reference: "parley:0198a000-0000-7000-8000-000000000001",
  text: "It is in stock",
  at: new Date("2026-11-02T09:00:00.000Z"),
};

function file(): OutboundMessage["body"] {
  return {
    kind: "file",
    type: "image",
    name: "lamp.png",
    mimeType: "image/png",
    size: 3,
    open: () => Promise.resolve(new Blob([Uint8Array.from([1, 2, 3])])),
    publicUrl: () => Promise.resolve("https://parley.example/media/x/lamp.png"),
  };
}
