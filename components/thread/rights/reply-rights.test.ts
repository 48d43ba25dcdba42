import { expect, test } from "vitest";
import { rulesOf } from "#contract/channels/rules/channel-rules.ts";
import { replyRights } from "./reply-rights.ts";
import type { Channel } from "#contract/channels/channel.ts";
import type { Queue } from "#contract/routing/queue.ts";
import type { Thread } from "#contract/threads/thread.ts";

const HOUR_MS = 3_600_000;
const now = Date.UTC(2026, 10, 20, 12);
const iso = (ms: number) => new Date(ms).toISOString();

/** A customer who wrote some hours ago. */
function rights(
  hoursAgo: number | null,
  over: {
    thread?: Partial<Thread>;
    queue?: Partial<Queue>;
    channel?: Partial<Channel>;
    granted?: boolean;
    isOffered?: boolean;
  } = {},
) {
  const wroteAt = hoursAgo === null ? null : now - hoursAgo * HOUR_MS;
  const thread = {
    owner: { id: "me", name: "Me" },
    controlledBy: null,
    optedOutAt: null,
    replyWindow:
      wroteAt === null
        ? null
        : {
            standardUntil: iso(wroteAt + 24 * HOUR_MS),
            humanAgentUntil:
              over.granted === false ? null : iso(wroteAt + 7 * 24 * HOUR_MS),
          },
    ...over.thread,
  } as Thread;
  return replyRights({
    thread,
    meId: "me",
    isOffered: over.isOffered ?? false,
    queue: over.queue as Queue | undefined,
    channel: {
      enabled: true,
      health: "ok",
      rules: rulesOf("messenger"),
      ...over.channel,
    },
    now,
  });
}

test("within 24 hours any owner may reply", () => {
  expect(rights(1)).toMatchObject({
    kind: "allowed",
    window: "standard",
    takes: false,
  });
});

test("later a person may, up to seven days, if Meta granted it", () => {
  expect(rights(30)).toMatchObject({ kind: "allowed", window: "human_agent" });
  expect(rights(30, { granted: false })).toMatchObject({
    reason: "human_agent_not_granted",
  });
  expect(rights(24 * 7)).toMatchObject({ reason: "window_closed" });
  expect(rights(null)).toMatchObject({ reason: "never_wrote" });
});

test("an agent who does not own it sees the reason", () => {
  const owner = { id: "other", name: "Mei" };
  expect(rights(1, { thread: { owner } })).toEqual({
    kind: "blocked",
    reason: "owned_by_other",
    ownerName: "Mei",
  });
});

test("the first reply takes a thread without an owner, unless its queue wants it taken by hand", () => {
  const free = { thread: { owner: null } };
  expect(rights(1, free)).toMatchObject({ kind: "allowed", takes: true });
  expect(
    rights(1, { ...free, queue: { ownership: "take_manually" } }),
  ).toMatchObject({ reason: "take_first" });
});

test("a broken or paused channel, or another app, blocks replies", () => {
  expect(
    rights(1, { channel: { enabled: true, health: "broken" } }),
  ).toMatchObject({ reason: "channel_broken" });
  expect(
    rights(1, { channel: { enabled: false, health: "ok" } }),
  ).toMatchObject({ reason: "channel_disabled" });
  expect(
    rights(1, { thread: { controlledBy: "263902037430900" } }),
  ).toMatchObject({
    reason: "other_app_controls",
  });
});

test("an offer is accepted before writing, where a reply alone would not take it", () => {
  const asked = { owner: { id: "ben", name: "Ben" } };
  expect(rights(1, { isOffered: true, thread: asked })).toEqual({
    kind: "blocked",
    reason: "accept_first",
  });
  const byHand = { ownership: "take_manually" } as const;
  const waiting = { owner: null };
  expect(
    rights(1, { isOffered: true, thread: waiting, queue: byHand }),
  ).toEqual({ kind: "blocked", reason: "accept_first" });
  expect(rights(1, { isOffered: true, thread: waiting })).toMatchObject({
    kind: "allowed",
    takes: true,
  });
});

test("a participant writes notes, and sees who replies", () => {
  const ben = { id: "ben", name: "Ben" };
  expect(rights(1, { thread: { owner: ben, readOnly: true } })).toEqual({
    kind: "blocked",
    reason: "participant_only",
    ownerName: "Ben",
  });
  expect(rights(1, { thread: { owner: null, readOnly: true } })).toEqual({
    kind: "blocked",
    reason: "participant_only",
  });
});
