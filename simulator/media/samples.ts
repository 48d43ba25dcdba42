import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { createAsset } from "../world/create.ts";
import type { SimAsset, World } from "../world/model.ts";
import { drawScene, SCENE_KEYS } from "./scenes.ts";

/** Things a person can send without having a file at hand. */
const FILES: Record<string, { name: string; mimeType: string; file: string }> =
  {
    voice: {
      name: "voice-message.m4a",
      mimeType: "audio/mp4",
      file: "voice.m4a",
    },
    clip: { name: "clip.mp4", mimeType: "video/mp4", file: "clip.mp4" },
    invoice: {
      name: "invoice.pdf",
      mimeType: "application/pdf",
      file: "invoice.pdf",
    },
  };

export const SAMPLE_KEYS = [...SCENE_KEYS, ...Object.keys(FILES)];

export function sampleKind(key: string): "image" | "audio" | "video" | "file" {
  if (key === "voice") return "audio";
  if (key === "clip") return "video";
  return key === "invoice" ? "file" : "image";
}

const JPEG_QUALITY = 82;
const drawn = new Map<string, Promise<Uint8Array>>();

/** The sample's bytes; drawn once in the life of the process. */
export async function sampleBytes(
  key: string,
): Promise<{ name: string; mimeType: string; bytes: Uint8Array } | null> {
  const file = FILES[key];
  if (file)
    return {
      name: file.name,
      mimeType: file.mimeType,
      bytes: await readFile(new URL(`files/${file.file}`, import.meta.url)),
    };
  const scene = drawScene(key);
  if (!scene) return null;
  const bytes =
    drawn.get(key) ??
    sharp(Buffer.from(scene.svg)).jpeg({ quality: JPEG_QUALITY }).toBuffer();
  drawn.set(key, bytes);
  return { name: scene.name, mimeType: "image/jpeg", bytes: await bytes };
}

/** A fresh asset of the sample, as if the person had just picked the file. */
export async function sampleAsset(
  world: World,
  key: string,
): Promise<SimAsset | null> {
  const sample = await sampleBytes(key);
  return sample ? createAsset(world, sample) : null;
}
