import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { patiently } from "./patiently.ts";

/** A part of the page, and a connection to its server that comes and goes. */

let isThere: boolean;
let asked: number;
beforeEach(() => {
  isThere = false;
  asked = 0;
  vi.useFakeTimers();
  vi.stubGlobal("fetch", () => {
    asked += 1;
    return isThere
      ? Promise.resolve(new Response())
      : Promise.reject(new TypeError("Failed to fetch"));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a loaded part is returned at once, without a request", async () => {
  expect(await patiently(() => Promise.resolve("part"))).toBe("part");
  expect(asked).toBe(0);
});

test("without a connection it waits, and loads once the server answers again", async () => {
  const load = vi.fn(() =>
    isThere ? Promise.resolve("part") : Promise.reject(new Error("cut off")),
  );
  const part = patiently(load);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(load).toHaveBeenCalledTimes(1);
  isThere = true;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await part).toBe("part");
});

test("a server that starts, and has no files yet, is waited for", async () => {
  let status = 503;
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status })));
  const load = vi.fn(() =>
    status === 200 ? Promise.resolve("part") : Promise.reject(new Error("503")),
  );
  const part = patiently(load);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(load).toHaveBeenCalledTimes(1);
  status = 200;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await part).toBe("part");
});

test("a file that the loader had not given up when the server came back is asked for anew", async () => {
  isThere = true;
  const load = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error("the first file"))
    .mockRejectedValueOnce(new Error("the second, of the first try"))
    .mockResolvedValue("part");
  const part = patiently(load);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await part).toBe("part");
});

test("a part that the server no longer has is not waited for", async () => {
  isThere = true;
  const gone = () => Promise.reject(new Error("gone"));
  const refused = expect(patiently(gone)).rejects.toThrow("gone");
  await vi.advanceTimersByTimeAsync(2_000);
  await refused;
  expect(asked).toBe(2);
});
