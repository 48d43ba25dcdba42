import { customerScenes } from "./customer-scenes.ts";
import { inboxScenes } from "./inbox-scenes.ts";
import { leadScenes } from "./lead-scenes.ts";
import type { Scene } from "./scene.ts";
import { settingsScenes } from "./settings-scenes.ts";

/** Pages outside of the others' folders. */
const otherScenes: Scene[] = [
  { name: "sign-in", path: "/sign-in", isPublic: true },
  { name: "privacy", path: "/privacy", isPublic: true },
  { name: "legal", path: "/legal", isPublic: true },
  ...[
    "terms",
    "data-deletion",
    "deletion/none",
    "forgot-password",
    "invitation/none",
    "reset-password/none",
  ].map((place) => ({
    name: place.replace("/", "-"),
    path: `/${place}`,
    isPublic: true,
  })),
  { name: "not-found", path: "/nowhere" },
  {
    name: "board",
    path: "/board",
    act: (page) => page.locator("[role=meter]").first().waitFor(),
  },
  {
    name: "board-conversations",
    path: "/board",
    async act(page) {
      await page.locator("[role=meter]").first().waitFor();
      await page.locator("main ul button").first().click();
      await page.locator("main ul input[type=checkbox]").first().waitFor();
    },
  },
  {
    name: "simulator",
    path: "simulator",
    act: (page) => page.getByText("Hannah Brooks").first().waitFor(),
  },
];

export const scenes: Scene[] = [
  ...otherScenes,
  ...inboxScenes,
  ...customerScenes,
  ...leadScenes,
  ...settingsScenes,
];
