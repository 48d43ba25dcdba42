import type { Scene } from "./scene.ts";
import { scenes } from "./scenes.ts";

/** The inbox, and a page that is read from top to bottom. */
const DESK = { width: 1280, height: 800 };
const PAGE = { width: 1100, height: 760 };

/** The pictures that the README and the documents show. */
export const screens: {
  name: string;
  scene: Scene;
  size: { width: number; height: number };
  locale?: string;
  theme?: "light" | "dark";
}[] = [
  { name: "inbox", scene: sceneOf("thread"), size: DESK },
  { name: "thread-dark", scene: sceneOf("thread"), size: DESK, theme: "dark" },
  { name: "simulator", scene: sceneOf("simulator"), size: PAGE },
  {
    name: "phone",
    scene: sceneOf("thread"),
    size: { width: 390, height: 780 },
  },
  { name: "channel", scene: sceneOf("settings-channel"), size: PAGE },
  { name: "palette", scene: sceneOf("palette"), size: DESK },
  { name: "keys", scene: sceneOf("keys"), size: PAGE },
  { name: "search", scene: sceneOf("search"), size: DESK },
  { name: "customer", scene: sceneOf("customer"), size: PAGE },
  {
    name: "simplified-chinese",
    scene: sceneOf("thread"),
    size: DESK,
    locale: "zh-CN",
  },
  {
    name: "traditional-chinese",
    scene: sceneOf("thread"),
    size: DESK,
    locale: "zh-TW",
    theme: "dark",
  },
  { name: "note", scene: sceneOf("note"), size: DESK },
  { name: "board", scene: sceneOf("board"), size: DESK },
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
