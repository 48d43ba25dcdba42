import { expect, test } from "vitest";
import { encodeWav, mixDown } from "./wav.ts";

test("a WAV file has its header, its length and its samples", () => {
  const bytes = encodeWav(new Float32Array([0, 1, -1, 0.5, 7]), 16_000);
  const view = new DataView(bytes);
  expect(bytes.byteLength).toBe(44 + 5 * 2);
  expect(view.getUint32(4, true)).toBe(bytes.byteLength - 8);
  expect(view.getUint32(24, true)).toBe(16_000);
  expect(view.getUint32(40, true)).toBe(10);
  const samples = [0, 1, 2, 3, 4].map((at) => view.getInt16(44 + at * 2, true));
  expect(samples).toEqual([0, 32_767, -32_767, 16_384, 32_767]);
});

test("several channels become their average", () => {
  const left = new Float32Array([1, 0.5]);
  const right = new Float32Array([0, 0.5]);
  expect([...mixDown([left, right])]).toEqual([0.5, 0.5]);
  expect(mixDown([left])).toBe(left);
  expect(mixDown([]).length).toBe(0);
});
