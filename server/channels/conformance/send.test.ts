import { mkdtempSync, openSync, readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { isSendErrorKey } from "#contract/channels/rules/send-errors.ts";
import type { Channel, SendTarget } from "#server/channels/channel.ts";
import type {
  OutboundMessage,
  SendOutcome,
} from "#server/channels/outbound-message.ts";
import {
  reset,
  silence,
  startTestServer,
  type Answer,
} from "#server/channels/common/test-server.ts";
import { allKinds } from "#server/channels/conformance/all-kinds.ts";
import {
  kitOf,
  type ConformanceKit,
} from "#server/channels/conformance/kit.ts";
import { TEXT_LEASE_MS } from "#server/pipeline/outbound/claim.ts";
import { createLog } from "#server/runtime/log.ts";

/** Every kind of channel against a scripted vendor: each end of an attempt is the outcome that the kind declares. */

const RECIPIENT = "7300000000004821";
const THREAD_KEY = "";
const MESSAGE_ID = "0198a000-0000-7000-8000-000000000001";
/** The vendor's slowness at a speed that a test can wait for. */
const FASTER = 200;

const logFile = path.join(mkdtempSync(path.join(os.tmpdir(), "log-")), "log");
const log = createLog("trace", openSync(logFile, "w"));
const vendor = await startTestServer();
afterAll(() => vendor.stop());
afterEach(() => vi.restoreAllMocks());

for (const channel of allKinds(vendor.url, log)) {
  const { kind } = channel;
  const kit = await kitOf(kind);

  describe(kind, () => {
    const { ends, accepts, limited } = kit.vendor;

    test("sent: the words and the person arrive once, and the vendor’s id comes back", async () => {
      const outcome = await sent(channel, kit, accepts("id-of-theirs"));
      const [one, ...more] = vendor.received;
      expect(more).toEqual([]);
      expect(one && kit.vendor.read(one)).toEqual({
        recipientId: RECIPIENT,
        text: TEXT,
        ...(one && "threadKey" in kit.vendor.read(one)
          ? { threadKey: THREAD_KEY }
          : {}),
      });
      expect(outcome).toMatchObject({ kind: "accepted" });
      const { externalId } = outcome as { externalId: string };
      expect([one && idIn(kit, one), MESSAGE_ID, "id-of-theirs"]).toContain(
        externalId,
      );
    });

    test.each(ends)("the vendor’s $name: $outcome, $key", async (end) => {
      const outcome = await sent(channel, kit, end.answer);
      expect(outcome).toMatchObject({
        kind: end.outcome,
        error: { key: end.key },
      });
      expect(isSendErrorKey(end.key)).toBe(true);
      expect(vendor.received).toHaveLength(1);
    });

    test("too many requests: later, as soon as the vendor says", async () => {
      const told = await sent(channel, kit, limited(7));
      expect(told).toMatchObject({ kind: "later", afterMs: 7_000 });
      const untold = await sent(channel, kit, limited(null));
      expect(untold).toMatchObject({ kind: "later", afterMs: null });
    });

    test("nobody listens: later, for every kind", async () => {
      const closed = await deadAddress();
      const [there] = allKinds(closed, log).filter((one) => one.kind === kind);
      const outcome = await there!.send(
        target(channel, kit, closed),
        message(),
        never(),
      );
      expect(outcome).toMatchObject({
        kind: "later",
        error: { key: "unreachable" },
      });
    });

    const broken: [string, () => Promise<SendOutcome>][] = [
      ["the vendor is broken", () => sent(channel, kit, kit.vendor.broken)],
      [
        "the line is cut after the request was read",
        () => sent(channel, kit, reset),
      ],
      ["the line is cut before it was read", () => cutEarly(channel, kit)],
      ["no answer within the kind’s time", () => tooSlow(channel, kit)],
    ];
    test.each(broken)("%s: as `timedOut` declares", async (_name, attempt) => {
      const outcome = await attempt();
      const expected = channel.timedOut === "key" ? "later" : "uncertain";
      expect(outcome.kind).toBe(expected);
    });

    test("the same message again bears the same key", async () => {
      expect(kit.vendor.retryKey !== undefined).toBe(
        channel.timedOut === "key",
      );
      await sent(channel, kit, reset);
      const [first] = vendor.received;
      await sent(channel, kit, accepts("id-of-theirs"));
      const [again] = vendor.received;
      const key = (one: typeof first) => one && kit.vendor.retryKey?.(one);
      expect(key(again)).toBe(key(first));
    });

    test("what the vendor quotes of our secrets is in no outcome and no log line", async () => {
      const outcome = await sent(channel, kit, kit.vendor.quoting);
      expect(outcome.kind).toBe("refused");
      expectNoSecret(kit, JSON.stringify(outcome));
      for (const one of vendor.received) expectNoSecret(kit, one.path);
      for (const one of vendor.received)
        expectNoSecret(kit, JSON.stringify(one.query));
      expectNoSecret(kit, readFileSync(logFile, "utf8"));
    });

    test("what cannot be asked for is refused without a throw", async () => {
      vendor.answer(accepts("id-of-theirs"));
      const odd: Partial<SendTarget>[] = [
        { credentials: "" },
        { credentials: "with\nline end 中文" },
        { secret: "" },
        { recipientId: "\0 ../ ?&#" },
        { options: {} },
      ];
      for (const change of odd) {
        const to = { ...target(channel, kit, vendor.url), ...change };
        const outcome = await channel.send(to, message(), never());
        expect(["accepted", "refused"]).toContain(outcome.kind);
      }
      const files = await channel.send(
        target(channel, kit, vendor.url),
        message({ body: lostFile() }),
        never(),
      );
      expect(files).toMatchObject({ error: { key: "file_unreadable" } });
    });
  });
}

const TEXT = "It is in stock 🙂 50% & more";

function message(more: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: MESSAGE_ID,
    reference: `parley:${MESSAGE_ID}`,
    window: "standard",
    replyToMid: null,
    body: { kind: "text", text: TEXT },
    ...more,
  };
}

function lostFile(): OutboundMessage["body"] {
  const lost = () => Promise.reject(new Error("gone from the disk"));
  return {
    kind: "file",
    type: "image",
    name: "lamp.png",
    mimeType: "image/png",
    size: 3,
    open: lost,
    publicUrl: lost,
  };
}

function target(
  { kind }: Channel,
  kit: ConformanceKit,
  vendorUrl: string,
): SendTarget {
  return {
    kind,
    ...kit.account(vendorUrl),
    recipientId: RECIPIENT,
    threadKey: THREAD_KEY,
    told: null,
  };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

function sent(
  channel: Channel,
  kit: ConformanceKit,
  answer: Answer,
): Promise<SendOutcome> {
  vendor.answer(answer);
  return channel.send(target(channel, kit, vendor.url), message(), never());
}

function idIn(kit: ConformanceKit, one: (typeof vendor.received)[number]) {
  return kit.vendor.retryKey?.(one);
}

/** The vendor never answers; the kind's own time-out runs out, faster than in life. */
async function tooSlow(
  channel: Channel,
  kit: ConformanceKit,
): Promise<SendOutcome> {
  const asked: number[] = [];
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    asked.push(ms);
    return timeout(ms / FASTER);
  });
  const outcome = await sent(channel, kit, silence);
  expect(asked).not.toEqual([]);
  // Nobody looks for, or sends again, what is still under way.
  expect(Math.min(...asked)).toBeLessThan(TEXT_LEASE_MS);
  return outcome;
}

/** A vendor that takes the connection and breaks it at the first byte. */
async function cutEarly(
  channel: Channel,
  kit: ConformanceKit,
): Promise<SendOutcome> {
  const cutter = createServer((socket: Socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.resetAndDestroy());
  });
  const url = await listening(cutter);
  const [there] = allKinds(url, log).filter(
    ({ kind }) => kind === channel.kind,
  );
  try {
    return await there!.send(target(channel, kit, url), message(), never());
  } finally {
    cutter.close();
  }
}

async function deadAddress(): Promise<string> {
  const server = createServer();
  const url = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function expectNoSecret({ secrets }: ConformanceKit, text: string): void {
  for (const secret of secrets) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encodeURIComponent(secret));
  }
}
