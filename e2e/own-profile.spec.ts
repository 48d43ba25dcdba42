import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  lamp,
  log,
  openDesk,
  openThread,
  say,
  sitDown,
} from "./harness/desk.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import {
  clearDesks,
  openTeam,
  ringIn,
  takenBy,
  threadNamed,
} from "./harness/ringing.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** An agent's own settings: devices, sounds and their photo. */

const NARROW = { width: 360, height: 740 };

let company: TestCompany;
let mei: Colleague;
let gus: Colleague;

test.beforeAll(async ({ postgres }) => {
  ({ company, mei, gus } = await openTeam({ postgres }));
});
test.beforeEach(() => clearDesks(company, [mei, gus]));
test.afterAll(() => company.close());

test("the profile says what is pushed to devices, and a test names the broken link", async ({
  openTab,
}) => {
  const page = await openTab({ viewport: NARROW });
  await bringSession(page, company.app.url, gus);
  await page.goto(`${company.app.url}/settings/profile`);
  const onDevices = page.getByRole("switch", {
    name: "Show on devices: A note mentions you",
  });
  await expect(onDevices).toBeChecked();
  await onDevices.click();
  await expect(onDevices).not.toBeChecked();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const chime = page.getByLabel("Mention or note");
  await expect(chime).toHaveText("Not while I see Parley");
  await chime.click();
  await page.getByRole("option", { name: "Never" }).click();
  await expect(chime).toHaveText("Never");
  await page.getByRole("button", { name: "Test notifications" }).click();
  await expect(page.getByText("Sound: this browser plays it.")).toBeVisible();
  await expect(page.getByText("no mail server is set up")).toBeVisible();
  // This browser asks nobody and refuses.
  await expect(
    page.getByText("Notifications are blocked for this site."),
  ).toBeVisible();
  await page.reload();
  await expect(onDevices).not.toBeChecked();
});

test("what waits for a reply is counted in the title and on the icons, and sounds in one tab", async ({
  openTab,
}) => {
  await ringIn(company, [mei], { strategy: "manual" });
  const { personId } = await company.simulator.person("Tia Title");
  await company.simulator.write(PAGES[0].pageId, personId, { text: "Blue?" });
  const { id } = await threadNamed(company, "Tia Title");
  await mei.api.post(`/threads/${id}/take`);
  const first = await openTab();
  // Counts what the page plays, and the number on the installed app's icon.
  await first.context().addInitScript(() => {
    const counts = { tones: 0, badge: null as number | null };
    Object.assign(window, { counts });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      counts.tones += 1;
      start.apply(this, when);
    };
    Object.assign(navigator, {
      setAppBadge: (count: number) => {
        counts.badge = count;
        return Promise.resolve();
      },
      clearAppBadge: () => {
        counts.badge = 0;
        return Promise.resolve();
      },
    });
  });
  type Counts = { counts: { tones: number; badge: number | null } };
  const counts = (page: Page) =>
    page.evaluate(() => (window as unknown as Counts).counts);
  await sitDown(first, company.app.url, mei);
  await expect(first).toHaveTitle(/^\(1\) /);
  const icon = first.locator("link[rel~=icon]").first();
  await expect(icon).toHaveAttribute("href", /^data:image\/png/);
  await expect.poll(async () => (await counts(first)).badge).toBe(1);

  // Always, although the tabs are in sight; each tab has been clicked, so each may sound.
  await first.evaluate(() =>
    localStorage.setItem(
      "parley.preferences",
      JSON.stringify({ sounds: { message: "on" } }),
    ),
  );
  const second = await first.context().newPage();
  for (const tab of [first, second]) {
    await tab.goto(company.app.url + "/inbox");
    await expect(lamp(tab)).toHaveText("Live");
    await openThread(tab, "Tia Title");
  }
  const before = (await counts(first)).tones + (await counts(second)).tones;
  await company.simulator.write(PAGES[0].pageId, personId, {
    text: "Or green?",
  });
  for (const tab of [first, second])
    await expect(log(tab)).toContainText("Or green?");
  const played = async () =>
    (await counts(first)).tones + (await counts(second)).tones - before;
  // One chime of two tones.
  await expect.poll(played).toBe(2);
  // Seen, it waits all the same; the reply ends it.
  await expect(first).toHaveTitle(/^\(1\) /);
  await say(first, "Blue.");
  await expect(first).not.toHaveTitle(/^\(/);
  await expect(icon).not.toHaveAttribute("href", /^data:/);
  await expect.poll(async () => (await counts(first)).badge).toBe(0);
  expect(await played()).toBe(2);
});

test("a photo is chosen in the profile and seen by teammates at once", async ({
  openTab,
}) => {
  await takenBy(company, mei, "Fay Photo");
  const meisDesk = await openDesk(openTab, company, mei);
  await openThread(meisDesk, "Fay Photo");
  await meisDesk.getByRole("button", { name: "Transfer" }).click();
  const target = meisDesk
    .getByRole("dialog", { name: "Transfer conversation" })
    .getByRole("radio", { name: /^Gus/ });
  await expect(target).toBeVisible();
  await expect(target.locator("img")).toHaveCount(0);

  // A text that calls itself a picture is refused.
  const page = await openTab({ viewport: NARROW, expected: /status of 415/ });
  await bringSession(page, company.app.url, gus);
  await page.goto(`${company.app.url}/settings/profile`);
  const file = page.getByLabel("Photo", { exact: true });
  const text = { mimeType: "image/png", buffer: Buffer.from("hello") };
  await file.setInputFiles({ name: "me.png", ...text });
  await expect(page.getByText("isn’t a picture Parley can open")).toBeVisible();
  await file.setInputFiles("public/icons/icon-192.png");
  await expect(page.getByText("Your photo is saved.")).toBeVisible();
  const photo = page.locator(`img[src*="/agents/${gus.id}/photo"]`);
  await expect(photo.first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await expect(target.locator("img")).toBeVisible();

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(photo).toHaveCount(0);
  await expect(target.locator("img")).toHaveCount(0);

  // The name that canned replies give to customers stays with the account.
  const shown = page.getByRole("textbox", { name: /Name for customers/ });
  await shown.fill("Gus from Sales");
  await page
    .locator("form")
    .filter({ has: shown })
    .getByRole("button", { name: "Save" })
    .click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(shown).toHaveValue("Gus from Sales");
});
