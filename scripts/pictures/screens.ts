import type { Scene } from "./scenes.ts";
import { scenes } from "./scenes.ts";

/** The pictures that the README and the documents show. */
export const screens: {
  name: string;
  scene: Scene;
  size: { width: number; height: number };
  locale?: string;
  theme?: "light" | "dark";
}[] = [
  {
    name: "inbox",
    scene: sceneOf("thread"),
    size: { width: 1280, height: 800 },
  },
  {
    name: "thread-dark",
    scene: sceneOf("thread"),
    size: { width: 1280, height: 800 },
    theme: "dark",
  },
  {
    name: "simulator",
    scene: sceneOf("simulator"),
    size: { width: 1100, height: 760 },
  },
  {
    name: "phone",
    scene: sceneOf("thread"),
    size: { width: 390, height: 780 },
  },
  {
    name: "channel",
    scene: sceneOf("settings-channel"),
    size: { width: 1100, height: 760 },
  },
  {
    name: "palette",
    scene: sceneOf("palette"),
    size: { width: 1280, height: 800 },
  },
  { name: "keys", scene: sceneOf("keys"), size: { width: 1100, height: 760 } },
  {
    name: "search",
    scene: sceneOf("search"),
    size: { width: 1280, height: 800 },
  },
  {
    name: "customer",
    scene: sceneOf("customer"),
    size: { width: 1100, height: 760 },
  },
  {
    name: "simplified-chinese",
    scene: sceneOf("thread"),
    size: { width: 1280, height: 800 },
    locale: "zh-CN",
  },
  {
    name: "traditional-chinese",
    scene: sceneOf("thread"),
    size: { width: 1280, height: 800 },
    locale: "zh-TW",
    theme: "dark",
  },
  { name: "note", scene: sceneOf("note"), size: { width: 1280, height: 800 } },
  {
    name: "board",
    scene: sceneOf("board"),
    size: { width: 1280, height: 800 },
  },
  {
    name: "queue",
    scene: sceneOf("settings-queue"),
    size: { width: 1100, height: 900 },
  },
];

function sceneOf(name: string): Scene {
  const scene = scenes.find((each) => each.name === name);
  if (!scene) throw new Error(`There is no scene "${name}".`);
  return scene;
}
