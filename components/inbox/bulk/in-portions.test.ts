import { expect, test } from "vitest";
import { inPortions } from "./in-portions.ts";

const ids = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);
const allDone = (portion: string[]) =>
  Promise.resolve({ done: portion, failed: [] });

test("a few go in one request, many in portions that are told of", async () => {
  const told: string[] = [];
  const watch = {
    isStopped: () => false,
    onProgress: (at: number, of: number) => told.push(`${at}/${of}`),
  };
  const few = await inPortions(ids(40), allDone, watch);
  expect(few.done).toHaveLength(40);
  expect(told).toEqual([]);
  const many = await inPortions(ids(50), allDone, watch);
  expect(many).toEqual({ done: ids(50), failed: [], left: [], error: null });
  expect(told).toEqual(["0/50", "20/50", "40/50"]);
});

test("a stop lets the portion under way end, and leaves the others", async () => {
  let isStopped = false;
  const sum = await inPortions(
    ids(100),
    (portion) => {
      isStopped = portion.includes("20");
      const [first = "", ...done] = portion;
      const refused = { id: first, code: "owned_by_other", message: "" };
      return Promise.resolve({ done, failed: [refused] });
    },
    { isStopped: () => isStopped, onProgress: () => undefined },
  );
  expect(sum.done).toHaveLength(38);
  expect(sum.failed.map(({ id }) => id)).toEqual(["0", "20"]);
  expect(sum.left).toEqual(ids(100).slice(40));
});

test("an error on the way leaves what is not known to be done; the first one is the caller's", async () => {
  const lost = new Error("lost");
  const watch = { isStopped: () => false, onProgress: () => undefined };
  const sum = await inPortions(
    ids(100),
    (portion) =>
      portion.includes("60") ? Promise.reject(lost) : allDone(portion),
    watch,
  );
  expect(sum.done).toHaveLength(60);
  expect(sum.left).toEqual(ids(100).slice(60));
  expect(sum.error).toBe(lost);
  await expect(
    inPortions(ids(100), () => Promise.reject(lost), watch),
  ).rejects.toBe(lost);
});
