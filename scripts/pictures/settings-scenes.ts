import type { Page } from "@playwright/test";
import type { GettingStarted } from "#contract/company/getting-started.ts";
import { dialogBehind } from "./scene.ts";
import type { Scene } from "./scene.ts";

const GETTING_STARTED = "**/api/v1/settings/getting-started";
/** The demo has done all steps, so this state is not the server's. */
const FIRST_DAY: GettingStarted = {
  steps: {
    company: false,
    channel: false,
    queue: true,
    route: false,
    teammate: false,
  },
  done: false,
  hidden: false,
  unfinishedChannelId: null,
};

async function openChannel(page: Page): Promise<void> {
  await page
    .locator("main a[href^='/settings/channels/']:not([href$=new])")
    .first()
    .click();
  await page.waitForURL(/channels\/[0-9a-f-]{36}/);
}

const ofChannel = (below: string) => async (page: Page) => {
  await openChannel(page);
  await page.goto(`${page.url()}/${below}`);
  await page.locator("main h2").first().waitFor();
};

/** Shows _Getting started_ as on the first day. */
async function showFirstDay(page: Page): Promise<void> {
  await page.route(GETTING_STARTED, (route) =>
    route.fulfill({ json: FIRST_DAY }),
  );
  await page.reload();
  await page.locator("main ol form").waitFor();
}

/** The card of the page's reviewer, the third of its app review. */
const reviewerCard = (page: Page) => page.locator("main section").nth(2);

/** The settings. */
export const settingsScenes: Scene[] = [
  {
    name: "settings-start-unfinished",
    path: "/settings/start",
    act: showFirstDay,
    leave: (page) => page.unroute(GETTING_STARTED),
    isWhole: true,
  },
  ...[
    "start",
    "company",
    "customer-fields",
    "customer-stages",
    "note-categories",
    "leads",
    "mail",
    "retention",
    "data-requests",
    "rights",
    "audit",
    "deliveries",
    "channels",
    "channels/new",
    "channels/facebook",
    "queues",
    "ring-groups",
    "departments",
    "holidays",
    "labels",
    "canned-replies",
    "macros",
    "what-if",
    "routing",
    "people",
    "profile",
    "tokens",
  ].map((place) => ({
    name: `settings-${place.replace("/", "-")}`,
    path: `/settings/${place}`,
    isWhole: true,
  })),
  {
    name: "settings-channel",
    path: "/settings/channels",
    act: openChannel,
    isWhole: true,
  },
  {
    name: "settings-channel-guide",
    path: "/settings/channels",
    act: ofChannel("guide"),
    isWhole: true,
  },
  {
    name: "settings-channel-review",
    path: "/settings/channels",
    act: ofChannel("review"),
    isWhole: true,
  },
  {
    name: "settings-channel-reviewer",
    path: "/settings/channels",
    async act(page) {
      await ofChannel("review")(page);
      await reviewerCard(page).getByRole("button").last().click();
      await reviewerCard(page).getByRole("status").last().waitFor();
      await reviewerCard(page).scrollIntoViewIfNeeded();
    },
    async leave(page) {
      const { origin, pathname } = new URL(page.url());
      const [, , , channelId] = pathname.split("/");
      await page.request.delete(
        `${origin}/api/v1/review/${channelId}/reviewer`,
        {
          headers: { origin },
        },
      );
    },
  },
  {
    name: "settings-delivery",
    path: "/settings/deliveries",
    async act(page) {
      await page
        .locator("main a[href^='/settings/deliveries/']")
        .first()
        .click();
      await page.waitForURL(/deliveries\/[0-9a-f-]+/);
      await page.locator("main dl, main pre").first().waitFor();
    },
    isWhole: true,
  },
  ...[
    "queues",
    "ring-groups",
    "departments",
    "holidays",
    "labels",
    "canned-replies",
    "macros",
    "customer-fields",
    "customer-stages",
    "note-categories",
    "data-requests",
    "tokens",
  ].map((place) => ({
    name: `settings-${place}-new`,
    path: `/settings/${place}`,
    act: dialogBehind("plus"),
  })),
  {
    name: "settings-rule",
    path: "/settings/channels",
    async act(page: Page) {
      await openChannel(page);
      await dialogBehind("plus")(page);
    },
  },
  {
    name: "settings-queue",
    path: "/settings/queues",
    isWhole: true,
    async act(page) {
      await page.locator("main a[href^='/settings/queues/']").first().click();
      await page.waitForURL(/queues\/[0-9a-f-]{36}/);
      await page.locator("main form").waitFor();
    },
  },
  {
    name: "settings-person",
    path: "/settings/people",
    act: dialogBehind("plus"),
  },
];
