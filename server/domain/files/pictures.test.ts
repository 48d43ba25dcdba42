import sharp from "sharp";
import { describe, expect, test } from "vitest";
import {
  measurePicture,
  prepareImage,
  shrinkPortrait,
} from "#server/domain/files/pictures.ts";

const MEGABYTE = 1024 * 1024;

/** A GIF that claims this size and draws almost nothing: a few dozen bytes that unpack to four per pixel. */
function gif(width: number, height: number, frames = 1): Uint8Array {
  const size = (value: number) => [value & 0xff, value >> 8];
  const frame = [
    ...[0x21, 0xf9, 4, 0, 10, 0, 0, 0], // how long it is shown
    ...[0x2c, 0, 0, 0, 0, ...size(width), ...size(height), 0],
    ...[2, 2, 0x4c, 0x01, 0],
  ];
  return Uint8Array.from([
    ...Buffer.from("GIF89a"),
    ...[...size(width), ...size(height), 0x80, 0, 0],
    ...[0, 0, 0, 255, 255, 255],
    ...Array.from({ length: frames }, () => frame).flat(),
    0x3b,
  ]);
}

/** The rise of the process's peak memory through the work, in bytes. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.resourceUsage().maxRSS;
  await work();
  return (process.resourceUsage().maxRSS - before) * 1024;
}

const solid = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: "#c96" },
    limitInputPixels: false,
  });

test("a portrait becomes small and square", async () => {
  for (const picture of [
    await solid(400, 300).jpeg().toBuffer(),
    await solid(400, 300).png().toBuffer(),
    await solid(400, 300).webp().toBuffer(),
    gif(400, 300),
  ]) {
    const small = await shrinkPortrait(picture, 256);
    expect(await sharp(small!).metadata()).toMatchObject({
      format: "webp",
      width: 256,
      height: 256,
    });
  }
});

describe("beyond the bounds", () => {
  test("a portrait of kilobytes that unpacks to a gigabyte, four at once", async () => {
    const peak = await peakOf(async () => {
      const bombs = Array.from({ length: 4 }, () =>
        shrinkPortrait(gif(16_000, 16_000), 256),
      );
      expect(await Promise.all(bombs)).toEqual([null, null, null, null]);
    });
    expect(peak).toBeLessThan(200 * MEGABYTE);
  });

  test("allowed ones are decoded one after the other", async () => {
    const one = () => shrinkPortrait(gif(4_000, 4_000), 256);
    expect(await one()).not.toBeNull();
    const peak = await peakOf(() =>
      Promise.all(Array.from({ length: 8 }, one)),
    );
    expect(peak).toBeLessThan(200 * MEGABYTE);
  });

  test("an upload of too many pixels, or too many frames", async () => {
    for (const bomb of [
      gif(16_000, 16_000),
      gif(40, 30, 501),
      gif(7_000, 7_000, 30),
    ]) {
      await expect(prepareImage(bomb, "image/gif")).rejects.toMatchObject({
        code: "file_type_refused",
      });
      await expect(measurePicture(bomb)).rejects.toThrow(/too many|pixel/);
    }
    expect(await prepareImage(gif(40, 30, 20), "image/gif")).toMatchObject({
      width: 40,
      height: 30,
    });
  });

  test("formats that are programs or unpack anything are not tried", async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>';
    for (const bytes of [
      Buffer.from(svg),
      await solid(10, 10).tiff().toBuffer(),
      Buffer.from("not a picture"),
      new Uint8Array(),
    ]) {
      expect(await shrinkPortrait(bytes, 256)).toBeNull();
      await expect(measurePicture(bytes)).rejects.toThrow();
    }
  });
});
