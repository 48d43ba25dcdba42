import { beforeEach, expect, test, vi } from "vitest";

/** Data that an earlier release kept in the browser is read, and kept in the same shape. */

class KeptHere extends Map<string, string> {
  getItem(key: string) {
    return this.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    this.set(key, value);
    Object.assign(this, { [key]: value });
  }
  removeItem(key: string) {
    this.delete(key);
    Reflect.deleteProperty(this, key);
  }
}

const DRAFT = "parley.draft.anna.thread-1";
let storage: KeptHere;

beforeEach(() => {
  storage = new KeptHere();
  vi.stubGlobal("localStorage", storage);
  vi.resetModules();
  return () => vi.unstubAllGlobals();
});

test("drafts of every thread come back, and an empty one is removed once the server has none", async () => {
  vi.useFakeTimers();
  storage.setItem(DRAFT, JSON.stringify({ text: "Half a rep", kind: "note" }));
  const { readDraft, changeDraft, markSaved } =
    await import("./draft-store.ts");
  expect(readDraft("anna", "thread-1")).toMatchObject({
    kind: "note",
    text: "Half a rep",
    attachments: [],
  });
  expect(readDraft("mei", "thread-1").text).toBe("");
  changeDraft("anna", "thread-2", { text: "Hello" });
  changeDraft("anna", "thread-1", { text: "" });
  expect(storage.getItem(DRAFT)).toContain("Half");
  vi.advanceTimersByTime(300);
  expect(storage.getItem(DRAFT)).not.toContain("Half");
  const empty = { text: "", attachments: [], replyTo: null };
  for (const kind of ["message", "note"] as const)
    markSaved("anna", "thread-1", kind, empty);
  vi.advanceTimersByTime(300);
  expect(storage.getItem(DRAFT)).toBeNull();
  expect(storage.getItem("parley.draft.anna.thread-2")).toContain("Hello");
  vi.useRealTimers();
});

test("alerts that were seen stay seen, as the text they were", async () => {
  const at = "2026-11-20T12:00:00.000Z";
  storage.setItem("parley.alerts.seen", at);
  const { markAlertsSeen, readAlertsSeen } = await import("./alerts-seen.ts");
  expect(readAlertsSeen()).toBe(at);
  markAlertsSeen("2026-11-19T12:00:00.000Z");
  expect(readAlertsSeen()).toBe(at);
  markAlertsSeen("2026-11-21T12:00:00.000Z");
  expect(storage.getItem("parley.alerts.seen")).toBe(
    "2026-11-21T12:00:00.000Z",
  );
});

test("a browser without storage works otherwise", async () => {
  vi.stubGlobal("localStorage", undefined);
  const { getPreferences } = await import("./preferences.ts");
  const { markAlertsSeen, readAlertsSeen } = await import("./alerts-seen.ts");
  expect(getPreferences().ring).toBe(true);
  markAlertsSeen("2026-11-21T12:00:00.000Z");
  expect(readAlertsSeen()).toBe("2026-11-21T12:00:00.000Z");
});

test("the message that an empty field answers stays when the server has no draft", async () => {
  const { readDraft, changeDraft, keepServerDraft, unsavedDrafts } =
    await import("./draft-store.ts");
  const replyTo = {
    id: "message-1",
    authorName: "Rita",
    authorType: "customer",
    text: "Do you ship?",
  } as const;
  const none = {
    threadId: "thread-1",
    kind: "message",
    text: "",
    attachments: [],
    replyTo: null,
  } as const;
  changeDraft("anna", "thread-1", { replyTo });
  // Nothing is there to save, so no answer of the server can take it away.
  expect(unsavedDrafts("anna")).toEqual([]);
  keepServerDraft("anna", { ...none, attachments: [] });
  expect(readDraft("anna", "thread-1").replyTo).toEqual(replyTo);

  changeDraft("anna", "thread-1", { text: "Yes" });
  expect(unsavedDrafts("anna")).toMatchObject([{ kind: "message" }]);
});
