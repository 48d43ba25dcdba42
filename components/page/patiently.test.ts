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

test("a part that the server no longer has is not waited for", async () => {
  isThere = true;
  const gone = () => Promise.reject(new Error("gone"));
  await expect(patiently(gone)).rejects.toThrow("gone");
  expect(asked).toBe(1);
});
