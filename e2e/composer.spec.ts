import type { Locator, Page } from "@playwright/test";
import { chromiumLaunchOptions } from "#scripts/browser.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { bubble, log, openThread, say, sitDown } from "./harness/desk.ts";
import { PAGES } from "./harness/simulator.ts";
import type { Person } from "./harness/simulator.ts";
import { tabTo } from "./harness/tab-to.ts";
import { expect, test } from "./harness/test.ts";

/** What the composer sends beside text: voice notes, files on their way; and the files in the viewer. */

const { args = [], ...launch } = chromiumLaunchOptions();
// A microphone that beeps, allowed without a question: the headless shell has none.
test.use({
  launchOptions: {
    ...launch,
    args: [
      ...args,
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
    ],
  },
});

const { pageId } = PAGES[0];
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({ postgres });
});
test.afterAll(() => company.close());

/** A customer who has written. */
async function customer(name: string): Promise<Person> {
  const person = await company.simulator.person(name);
  await company.simulator.write(pageId, person.personId, { text: "Hello?" });
  await company.threadOf(person.psids[pageId] ?? "");
  return person;
}

function field(page: Page): Locator {
  return page.getByRole("textbox", { name: "Message" });
}

/** Holds every upload until `arrive` is called, then lets it go on or fail. */
async function holdUploads(page: Page): Promise<(fails?: boolean) => void> {
  let decide = (_fails?: boolean) => {};
  const decided = new Promise<boolean>((resolve) => {
    decide = (fails = false) => resolve(fails);
  });
  await page.route("**/api/v1/files", async (route) => {
    if (await decided) await route.abort();
    else await route.continue();
  });
  return decide;
}

async function attach(page: Page, name: string): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach a file" }).click();
  const file = { name, mimeType: "text/plain", buffer: Buffer.from("A list") };
  await (await choosing).setFiles(file);
  await expect(
    page.getByRole("button", { name: `Remove ${name}` }),
  ).toBeVisible();
}

const waitingIn = (page: Page) =>
  page.getByText("once everything is uploaded", { exact: false });

test("a voice note is recorded, paused, listened to and sent by keys alone", async ({
  openTab,
}) => {
  const { personId } = await customer("Vera Voice");
  const page = await openTab({ viewport: { width: 360, height: 740 } });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Vera Voice");
  await page.getByRole("button", { name: "Record a voice note" }).focus();
  await page.keyboard.press("Enter");
  const recorder = page.getByRole("group", { name: "Record a voice note" });
  await expect(recorder.getByRole("status")).toHaveText("Recording");
  await expect(recorder).toContainText("0:01 / 5:00");
  await expect(recorder.getByRole("button", { name: "Stop" })).toBeFocused();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(recorder.getByRole("status")).toHaveText("Paused");
  await page.keyboard.press("Enter");
  await expect(recorder.getByRole("status")).toHaveText("Recording");
  await recorder.getByRole("button", { name: "Stop" }).press("Enter");
  await expect(recorder.getByRole("status")).toContainText("Voice note, 0:");
  const listen = recorder.getByLabel("Listen to the voice note");
  await expect
    .poll(() => listen.evaluate((audio: HTMLAudioElement) => audio.duration))
    .toBeGreaterThan(0.5);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await expect(
    recorder.getByRole("button", { name: "Send", exact: true }),
  ).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(recorder).toBeHidden();
  await expect(field(page)).toBeFocused();
  await expect(log(page).locator("audio")).toHaveCount(1);
  await expect
    .poll(async () => {
      const { messages } = await company.simulator.chat(pageId, personId);
      return messages.at(-1)?.attachments[0]?.type;
    })
    .toBe("audio");
});

test("a voice note that is left goes into the draft, a discarded one goes away", async ({
  openTab,
}) => {
  await customer("Dora Discard");
  await customer("Other Person");
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Dora Discard");
  const record = page.getByRole("button", { name: "Record a voice note" });
  const recorder = page.getByRole("group", { name: "Record a voice note" });
  await record.click();
  await expect(recorder.getByRole("status")).toHaveText("Recording");
  await page.getByRole("button", { name: "Discard the voice note" }).click();
  await expect(recorder).toBeHidden();
  await expect(page.getByRole("list", { name: "Attached files" })).toBeHidden();

  await record.click();
  await expect(recorder).toContainText("0:01 / 5:00");
  await openThread(page, "Other Person");
  await expect(recorder).toBeHidden();
  await openThread(page, "Dora Discard");
  await expect(
    page.getByRole("list", { name: "Attached files" }),
  ).toContainText("voice-note-");
});

test("a refused microphone is explained, and can be tried again", async ({
  openTab,
}) => {
  await customer("Nora No");
  const page = await openTab();
  // As a browser answers whose user says no, and then changes their mind.
  await page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    let isFirst = true;
    mediaDevices.getUserMedia = (wanted) => {
      if (!isFirst) return ask(wanted);
      isFirst = false;
      return Promise.reject(new DOMException("No", "NotAllowedError"));
    };
  });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Nora No");
  await page.getByRole("button", { name: "Record a voice note" }).click();
  const recorder = page.getByRole("group", { name: "Record a voice note" });
  await expect(recorder.getByRole("alert")).toContainText(
    "isn’t allowed to use the microphone",
  );
  await recorder.getByRole("button", { name: "Try again" }).click();
  await expect(recorder.getByRole("status")).toHaveText("Recording");
});

test("Enter while a file is on its way: canceled, changed, failed, and then sent from another conversation", async ({
  openTab,
}) => {
  const { personId } = await customer("Uma Upload");
  await customer("Quin Quick");
  const page = await openTab({ expected: /ERR_FAILED|Failed to load/ });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Uma Upload");
  const failing = await holdUploads(page);
  await attach(page, "prices.txt");
  await say(page, "Our prices");
  await expect(waitingIn(page)).toBeVisible();
  await field(page).press("Escape");
  await expect(waitingIn(page)).toBeHidden();
  await expect(field(page)).toHaveValue("Our prices");
  await expect(field(page)).toBeFocused();
  await field(page).press("Enter");
  await expect(waitingIn(page)).toBeVisible();
  await field(page).pressSequentially("!");
  await expect(waitingIn(page)).toBeHidden();
  await expect(page.getByText("You changed the text")).toBeVisible();
  await field(page).press("Enter");
  failing(true);
  await expect(
    page.getByText(/“prices.txt” couldn’t be uploaded/),
  ).toBeVisible();
  await expect(field(page)).toHaveValue("Our prices!");
  await page.getByRole("button", { name: "Remove prices.txt" }).click();

  await page.unroute("**/api/v1/files");
  const arriving = await holdUploads(page);
  await attach(page, "list.txt");
  await field(page).press("Enter");
  await expect(waitingIn(page)).toBeVisible();
  await openThread(page, "Quin Quick");
  await expect(waitingIn(page)).toBeHidden();
  arriving();
  await expect
    .poll(async () => {
      const { messages } = await company.simulator.chat(pageId, personId);
      return messages
        .filter(({ from }) => from === "page")
        .map(({ text, attachments }) => text ?? attachments[0]?.type);
    })
    .toEqual(["Our prices!", "file"]);
  await openThread(page, "Uma Upload");
  await expect(bubble(page, "Our prices!")).toBeVisible();
  await expect(field(page)).toHaveValue("");
});

test("a note waits for its file, and an upload that fails elsewhere is told with the way back", async ({
  openTab,
}) => {
  await customer("Nils Note");
  await customer("Elsa Else");
  const page = await openTab({ expected: /ERR_FAILED|Failed to load/ });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Nils Note");
  const arriving = await holdUploads(page);
  await page.getByRole("tab", { name: "Note" }).click();
  await attach(page, "plan.txt");
  const note = page.getByRole("textbox", { name: "Note", exact: true });
  await note.fill("See the plan");
  await note.press("Enter");
  await expect(waitingIn(page)).toBeVisible();
  arriving();
  await expect(bubble(page, "See the plan")).toBeVisible();
  await expect(note).toHaveValue("");

  await page.unroute("**/api/v1/files");
  const failing = await holdUploads(page);
  await attach(page, "more.txt");
  await note.fill("And more");
  await note.press("Enter");
  await openThread(page, "Elsa Else");
  failing(true);
  await expect(page.getByText("What you wrote to Nils Note")).toBeVisible();
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(note).toHaveValue("And more");
});

test("a photo and a PDF share the viewer; a browser without a PDF viewer gets a link", async ({
  openTab,
}) => {
  const { personId } = await company.simulator.person("Pia Pdf");
  await company.simulator.write(pageId, personId, {
    attachments: [{ sample: "lamp" }, { sample: "invoice" }],
  });
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Pia Pdf");
  const pdf = log(page).getByRole("button", { name: /Open .*\.pdf/ });
  await pdf.press("Enter");
  const viewer = page.getByRole("dialog", { name: "File 2 of 2" });
  const hasViewer = await page.evaluate(() => navigator.pdfViewerEnabled);
  if (hasViewer) await expect(viewer.locator("iframe")).toBeVisible();
  else {
    await expect(viewer).toContainText("can’t show PDF files here");
    await expect(
      viewer.getByRole("link", { name: /Download .*\.pdf/ }),
    ).toBeVisible();
  }
  await expectAccessible(page);
  await page.keyboard.press("ArrowLeft");
  const photo = page.getByRole("dialog", { name: "File 1 of 2" });
  await expect(photo.getByRole("img")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(viewer).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(viewer).toBeHidden();
  await expect(pdf).toBeFocused();
});

test("the time of a message tells the date, and the customer's clock, to the pointer and to the keyboard", async ({
  openTab,
}) => {
  const { psids } = await customer("Tama Time");
  const thread = await company.threadOf(psids[pageId] ?? "");
  await company.owner.api.patch(`/customers/${thread.customer.id}`, {
    timezone: 13,
  });
  const page = await openTab({ timezoneId: "Asia/Taipei" });
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Tama Time");
  const time = bubble(page, "Hello?").locator("time");
  await time.hover();
  const hint = page.getByRole("tooltip");
  const date = /day, [A-Z][a-z]+ \d+, \d{4} at .{4,9} · for the customer [A-Z]/;
  await expect(hint).toHaveText(date);
  await page.mouse.move(0, 0);
  await expect(hint).toBeHidden();
  await field(page).focus();
  await tabTo(page, (await time.textContent()) ?? "", { isBack: true });
  await expect(hint).toHaveText(date);
});

test("the palette shows the conversations that were opened last, first", async ({
  openTab,
}) => {
  for (const name of ["Rea Recent", "Ria Recent", "Roy Recent"])
    await customer(name);
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  for (const name of ["Rea Recent", "Roy Recent", "Ria Recent"])
    await openThread(page, name);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  const options = palette.getByRole("option");
  await expect(options.nth(0)).toContainText("Roy Recent");
  await expect(options.nth(1)).toContainText("Rea Recent");
  await palette.getByRole("combobox").fill("rea rec");
  await expect(options.nth(0)).toContainText("Rea Recent");
  await expect(options.filter({ hasText: "Rea Recent" })).not.toHaveCount(0);
  await palette.getByRole("combobox").fill("");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("log", { name: "Conversation with Roy Recent" }),
  ).toBeVisible();
  // After a reload the names of conversations that are not loaded are fetched.
  await page.goto(`${company.app.url}/settings/profile`);
  await page.keyboard.press("Control+k");
  await expect(options.nth(0)).toContainText("Roy Recent");
});

test("a text that was sent three times is offered as a canned reply", async ({
  openTab,
}) => {
  await customer("Tessa Twice");
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Tessa Twice");
  const text = "We are open from nine to five on all working days.";
  for (let times = 1; times <= 3; times += 1) {
    await say(page, text);
    await expect(bubble(page, text)).toHaveCount(times);
  }
  await page.getByRole("button", { name: "Save as canned reply" }).click();
  const form = page.getByRole("dialog", { name: "New canned reply" });
  await expect(form.getByLabel("Title")).toHaveValue(/^We are open/);
  await expect(form).toContainText(text);
  await form.getByLabel("Shortcut").fill("open");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  await page.goBack();
  await field(page).fill("/open");
  await expect(page.getByRole("option", { name: /open/ })).toBeVisible();
});

test("an unsent reply is passed on with a transfer: it is the receiver's draft", async ({
  openTab,
}) => {
  const paul = await company.colleague("Paul");
  await customer("Pam Passed");
  const page = await openTab();
  await sitDown(page, company.app.url, company.owner);
  await openThread(page, "Pam Passed");
  await field(page).fill("Dear Pam, I have found");
  await page.getByRole("button", { name: "Transfer", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /Transfer/ });
  await dialog.getByRole("radio", { name: /Paul/ }).click();
  await dialog.getByRole("radio", { name: "Pass on" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Transfer anyway" }).click();
  await expect(dialog).toBeHidden();
  await expect(field(page)).toHaveValue("");
  const other = await openTab();
  await sitDown(other, company.app.url, paul);
  await openThread(other, "Pam Passed");
  await expect(field(other)).toHaveValue("Dear Pam, I have found");
});
