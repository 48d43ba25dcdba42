import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InboundEvent } from "#server/channels/inbound-event.ts";
import { parse } from "./parse.ts";
import { parseJson } from "#server/channels/common/json.ts";

const FIXTURES = path.join(import.meta.dirname, "../fixtures");
const NESTED_DEEP = 200_000;

/** As it comes over the wire: bytes, read by the parser that keeps long ids. */
function load(name: string): unknown {
  const parsed = parseJson(readFileSync(path.join(FIXTURES, `${name}.json`)));
  if (!parsed.ok) throw new Error(`${name} is not JSON.`);
  return parsed.value;
}

const names = readdirSync(FIXTURES)
  .filter((file) => file.endsWith(".json"))
  .map((file) => path.basename(file, ".json"));

describe("every vendor case gives the agreed result", () => {
  test.each(names)("%s", (name) => {
    const events: unknown = JSON.parse(JSON.stringify(parse(load(name))));
    expect(events).toEqual(load(path.join("expected", name)));
  });
});

describe("traps", () => {
  test.each<[string, Partial<InboundEvent>[]]>([
    ["text-timestamp-seconds-as-text", [{ at: new Date(1793200001000) }]],
    ["text-ids-as-numbers", [{ customerId: "7300000000004821" }]],
    ["text-with-nul-and-broken-surrogate", [{ text: "ab\ufffdc" }]],
    [
      "echo-own",
      [
        {
          type: "echo",
          customerId: "7300000000004821",
          appId: "880000000000001",
        },
      ],
    ],
    ["echo-not-flagged", [{ type: "echo", customerId: "7300000000004821" }]],
    [
      "delivery",
      [{ type: "delivered", at: null, watermark: new Date(1793200002000) }],
    ],
    ["reaction-taken-back-with-emoji", [{ type: "reaction", emoji: null }]],
    ["reaction-name-only", [{ type: "reaction", emoji: "😮" }]],
    ["edit-number-as-text", [{ type: "edit", editNumber: 1 }]],
    [
      "optin-marketing-stopped",
      [{ type: "notice", notice: "optout", opensWindow: false }],
    ],
    [
      "optin-checkbox-without-person",
      [{ type: "ignored", reason: "optin_before_person" }],
    ],
    [
      "policy-hyphen-unblock",
      [{ type: "policy", action: "unblock", reason: null }],
    ],
    [
      "changes-leadgen-update",
      [{ type: "lead_update", leadgenId: "444000000000000123" }],
    ],
    [
      "changes-message-template",
      [{ type: "ignored", reason: "field:message_template_status_update" }],
    ],
    ["test-documented-curl", [{ type: "test", field: "messages" }]],
    [
      "changes-leadgen",
      [
        { leadgenId: "444000000000000123" },
        { leadgenId: "444000000000000124", adId: null },
      ],
    ],
  ])("%s", (name, expected) => {
    expect(parse(load(name))).toMatchObject(expected);
  });

  test("one sticker stays one, in whichever forms it came", () => {
    for (const name of names.filter((name) => name.startsWith("sticker"))) {
      const [event] = parse(load(name));
      expect(event).toMatchObject({ attachments: [{ type: "sticker" }] });
      expect(event?.type === "message" && event.attachments).toHaveLength(1);
    }
  });

  test("every event delivered on standby is marked so", () => {
    const events = parse(load("standby-all"));
    expect(events).toHaveLength(4);
    for (const event of events) expect(event).toHaveProperty("standby", true);
  });

  test("a token or code never gets into an event", () => {
    for (const name of names.filter((n) => /^(optin|account)/.test(n))) {
      const told = JSON.stringify(parse(load(name)));
      expect(told).not.toMatch(/90000000000000[56]|abc/);
    }
  });

  test("keys are the same for a repetition and differ between events", () => {
    const keysIn = (name: string) =>
      parse(load(name)).flatMap((event) => ("key" in event ? [event.key] : []));
    const all = names.flatMap(keysIn);
    expect(names.flatMap(keysIn)).toEqual(all);
    // The misprinted list holds the very same form event as the right one.
    expect(new Set(all).size).toBe(all.length - 1);
  });

  test("an item nested too deep harms only itself", () => {
    const deep = "[".repeat(NESTED_DEEP) + "]".repeat(NESTED_DEEP);
    const text = `{"object":"page","entry":[{"id":"1","messaging":[
      {"sender":{"id":"2"},"recipient":{"id":"1"},"order":{"note":${deep}}},
      {"sender":{"id":"2"},"recipient":{"id":"1"},"message":{"mid":"m_1","text":"hi"}}]}]}`;
    expect(parse(JSON.parse(text))).toMatchObject([
      { type: "ignored", reason: "unreadable", path: "entry[0].messaging[0]" },
      { type: "message", text: "hi" },
    ]);
  });

  test("a thousand updates in one delivery are a thousand events in order", () => {
    const messaging = Array.from({ length: 1000 }, (_, index) => ({
      sender: { id: "2" },
      recipient: { id: "1" },
      message: { mid: `m_${index}`, text: "hi" },
    }));
    const events = parse({ object: "page", entry: [{ id: "1", messaging }] });
    expect(events.map((event) => "mid" in event && event.mid)).toEqual(
      messaging.map(({ message }) => message.mid),
    );
  });
});

describe("any value may come", () => {
  test("no JSON value makes it throw", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parse(value).length).toBeGreaterThan(0);
      }),
    );
  });

  test("no fixture with a part replaced by anything makes it throw or give up", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.jsonValue(),
        (name, place, value) => {
          const events = parse(withReplaced(load(name), place, value));
          expect(events.length).toBeGreaterThan(0);
          for (const event of events) {
            expect(event).not.toMatchObject({ reason: "unreadable" });
            expectStorable(event);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

/** The value with its `place`-th node (counted through, modulo) replaced. */
function withReplaced(root: unknown, place: number, value: unknown): unknown {
  const nodes: { holder: Record<string, unknown>; key: string }[] = [];
  const collect = (holder: Record<string, unknown>) => {
    for (const key of Object.keys(holder)) {
      nodes.push({ holder, key });
      const child = holder[key];
      if (typeof child === "object" && child !== null) {
        collect(child as Record<string, unknown>);
      }
    }
  };
  const top: Record<string, unknown> = { root: structuredClone(root) };
  collect(top);
  const node = nodes[place % nodes.length];
  if (node) node.holder[node.key] = value;
  return top["root"];
}

/** Postgres takes neither NUL nor half a surrogate pair; dates must be real. */
function expectStorable(value: unknown): void {
  if (typeof value === "string") {
    expect(value).not.toContain("\0");
    expect(value.isWellFormed()).toBe(true);
  } else if (value instanceof Date) {
    expect(Number.isNaN(value.getTime())).toBe(false);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      expectStorable(key);
      expectStorable(part);
    }
  }
}
