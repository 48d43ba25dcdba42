import { createApp, createForm, createPage, createPerson } from "./create.ts";
import type { World } from "./model.ts";

/** The ids and secrets a fresh simulator always has, so that a demo or a test
 *  can name them without asking. They open nothing outside this program. */
export const DEFAULT_APP = {
  appId: "123456789012345",
  appSecret: "simulator-app-secret-0123456789ab",
  name: "Parley (simulated app)",
  loginConfigs: {
    "800100000000001": "user",
    "800100000000002": "system_user",
  },
} as const;

export const DEFAULT_PAGES = [
  {
    pageId: "104200000000011",
    name: "Lumen & Oak",
    token: "EAASIMLUMENOAK0000000000000000000000000000000000000000000011",
    category: "Home decor",
    logo: "lamp",
  },
  {
    pageId: "104200000000022",
    name: "Harbour Tea House",
    token: "EAASIMHARBOURTEA000000000000000000000000000000000000000000022",
    category: "Tea room",
    logo: "tea",
  },
  {
    pageId: "104200000000033",
    name: "晨光書店 Dawn Books",
    token: "EAASIMDAWNBOOKS0000000000000000000000000000000000000000000033",
    category: "Bookshop",
    logo: "book",
  },
] as const;

const DEFAULT_PEOPLE = [
  { name: "Emma Clarke", key: "p01", locale: "en_GB", timezone: 0 },
  { name: "陈晓雨", key: "p02", locale: "zh_CN", timezone: 8 },
  { name: "林志豪", key: "p03", locale: "zh_TW", timezone: 8 },
];

/** One app, three pages with a token each, one lead form a page, three people
 *  who have not written yet. */
export function fillDefaultWorld(world: World): void {
  createApp(world, DEFAULT_APP);
  DEFAULT_PAGES.forEach((page, index) => {
    createPage(world, {
      ...page,
      appId: DEFAULT_APP.appId,
      defaultAppId: DEFAULT_APP.appId,
    });
    createForm(world, page.pageId, "Contact us", `90010000000000${index + 1}1`);
  });
  DEFAULT_PEOPLE.forEach((person, index) => {
    const psids: Record<string, string> = {};
    DEFAULT_PAGES.forEach(({ pageId }, at) => {
      psids[pageId] = `730000000000${index + 1}00${at + 1}`;
    });
    createPerson(world, {
      ...person,
      personId: `person_default_${index + 1}`,
      avatar: { kind: "portrait", key: person.key },
      psids,
    });
  });
}
