import type { Page } from "@playwright/test";
import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceQuestion } from "#contract/routing/routing-service.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  bubble,
  lamp,
  log,
  openThread,
  rowOf,
  say,
  sitDown,
} from "./harness/desk.ts";
import { freePort } from "#server/runtime/free-port.ts";
import {
  type ChannelSecrets,
  runExample,
  startHomeMade,
} from "./harness/home-made.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { arrive, card, clearDesks } from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/**
 * Services that a company builds itself: one that a queue asks for an agent, and
 * one at the other end of an API channel.
 */

const SECRET = "a secret of the company";
const NARROW = { width: 360, height: 740 };
let company: TestCompany;
let mei: Colleague;
let ben: Colleague;
let sue: Colleague;
let service: Server;
let address: string;
let isMute = false;
/** Questions whose signature fits. */
const questions: ServiceQuestion[] = [];

test.beforeAll(async ({ postgres }) => {
  company = await startCompany({
    postgres,
    env: { ROUTING_SERVICE_PRIVATE: "true", OUTBOUND_PRIVATE: "true" },
  });
  mei = await company.colleague("Mei");
  ben = await company.colleague("Ben");
  sue = await company.colleague("Sue", "supervisor");
  // Whoever built it read docs/routing-service.md.
  service = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const signature = createHmac("sha256", SECRET)
        .update(`${String(request.headers["x-parley-timestamp"])}.`)
        .update(body)
        .digest("hex");
      if (request.headers["x-parley-signature"] !== `sha256=${signature}`) {
        response.writeHead(401).end();
        return;
      }
      const question = JSON.parse(body.toString()) as ServiceQuestion;
      questions.push(question);
      if (isMute) return;
      const chosen = question.eligible.filter(({ name }) => name === "Ben");
      const agentIds = chosen.map(({ id }) => id);
      response.end(JSON.stringify({ agentIds }));
    });
  });
  await new Promise<void>((done) => service.listen(0, "127.0.0.1", done));
  const { port } = service.address() as AddressInfo;
  address = `http://127.0.0.1:${port}/choose`;
});
test.afterAll(async () => {
  await company.close();
  service.closeAllConnections();
  service.close();
});

test("it rings at whom the service names; when it is silent the strategy decides, and Why here tells both", async ({
  openTab,
}) => {
  await clearDesks(company, [mei, ben]);
  const queue = await company.queue([mei, ben], {
    name: "Clever",
    strategy: "hunt",
    offerSeconds: 60,
  });
  await company.route(company.channel, "queue", queue.id);
  const [page, meis, bens] = [
    // A form that was refused.
    await openTab({ expected: /422/ }),
    await openTab(),
    await openTab(),
  ];
  await sitDown(meis, company.app.url, mei);
  await sitDown(bens, company.app.url, ben);
  await bringSession(page, company.app.url, sue);
  await page.goto(`${company.app.url}/settings/queues/${queue.id}`);
  await expect(lamp(page)).toHaveText("Live");
  await page.getByText("Use your own routing service").click();
  const url = page.getByLabel("Address");
  await url.fill(address);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(
    page.getByText("Enter a secret for the new address."),
  ).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Secret").fill(SECRET);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await page.reload();
  await expect(url).toHaveValue(address);
  await expect(page.getByLabel("Secret")).toHaveValue("");

  await arrive(company, "Carl Clever", "Who are you?");
  await expect(card(bens, "Carl Clever")).toBeVisible();
  await expect(card(meis, "Carl Clever")).toHaveCount(0);
  // On a busy machine an answer comes too late, and the service is asked again.
  expect(new Set(questions.map(({ queue: asked }) => asked.name))).toEqual(
    new Set(["Clever"]),
  );
  expect(JSON.stringify(questions)).not.toContain("Who are you?");
  expect(JSON.stringify(questions)).not.toContain("Carl");

  isMute = true;
  await arrive(company, "Dora Dumb", "And now?");
  await expect(card(meis, "Dora Dumb")).toBeVisible();
  await expect(card(bens, "Dora Dumb")).toHaveCount(0);

  const desk = await openTab();
  await sitDown(desk, company.app.url, sue);
  const told = async (name: string, words: string) => {
    await openThread(desk, name);
    await desk.getByRole("button", { name: "More actions" }).click();
    await desk.getByRole("menuitem", { name: "Why here?" }).click();
    const why = desk.getByRole("dialog", { name: "Why here?" });
    await expect(why).toContainText(words);
    await expectAccessible(desk);
    await desk.keyboard.press("Escape");
  };
  await told("Carl Clever", "Chosen by the routing service.");
  await told(
    "Dora Dumb",
    "The routing service didn’t answer in time. The strategy applied.",
  );
});

test("an API channel: connected by the form, a picture comes in, replies go out signed and are read", async ({
  openTab,
}, { repeatEachIndex }) => {
  const name = `Shop app ${repeatEachIndex}`;
  const service = startHomeMade();
  const home = await service.listen();
  const page = await openTab();
  await sitDown(page, company.app.url, sue, "/settings/channels");
  await page.getByRole("link", { name: "Connect a channel" }).click();
  await connectApiChannel(page, name, `${home}/parley`);
  await expectAccessible(page);
  const wide = page.viewportSize() ?? NARROW;
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize(wide);
  service.connect(await shownSecrets(page));
  await page.getByRole("link", { name: "Open channel settings" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(page.locator("code").getByText(/^whsec_/)).toHaveCount(0);

  // Waits in a queue of hers, where nothing rings.
  await mei.api.patch("/me/presence", { presence: "away" });
  const queue = await company.queue([mei]);
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await company.route({ id }, "queue", queue.id);
  const meis = await openTab();
  await sitDown(meis, company.app.url, mei);
  const who = `Abel ${repeatEachIndex}`;
  const abel = { id: `abel-${repeatEachIndex}`, name: who };
  service.picture("/shirt.png", SHIRT);
  await service.post(abel, {
    type: "message",
    id: `question-${repeatEachIndex}`,
    text: "Do you have this one in red?",
    attachments: [{ url: `${home}/shirt.png`, name: "shirt.png" }],
  });
  const row = rowOf(meis, who);
  await expect(row).toBeVisible();
  await expect(row.getByTitle(name)).toBeVisible();
  await openThread(meis, who);
  await expect(meis.getByText(`API · ${name}`)).toBeVisible();
  const picture = log(meis)
    .getByRole("button", { name: /Open photo/ })
    .getByRole("img");
  await expect
    .poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(0);
  await meis.getByRole("button", { name: "Take", exact: true }).click();
  await expect(log(meis)).toContainText("You took the conversation");
  await say(meis, "Yes, three are left.");
  await expect.poll(() => service.received.length).toBe(1);
  expect(service.received[0]).toMatchObject({
    type: "message",
    customer: { id: abel.id },
    text: "Yes, three are left.",
  });
  const choosing = meis.waitForEvent("filechooser");
  await meis.getByRole("button", { name: "Attach a file" }).click();
  await (
    await choosing
  ).setFiles({
    name: "prices.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("red: 20"),
  });
  await expect(
    meis.getByRole("list", { name: "Attached files" }),
  ).toContainText(/\d (B|KB)/);
  await meis.getByRole("textbox", { name: "Message" }).press("Enter");
  await expect.poll(() => service.received.length).toBe(2);
  const [file] = service.received[1]?.attachments ?? [];
  expect(file?.name).toBe("prices.txt");
  expect(await (await fetch(file?.url ?? "")).text()).toBe("red: 20");

  const answer = bubble(meis, "Yes, three are left.");
  await expect(answer).toContainText("Sent");
  // Ours is known by the id that we sent and by the one that was answered.
  const target = service.received[0]?.id;
  await service.post(abel, { type: "delivered", target });
  await expect(answer).toContainText("Delivered");
  await service.post(abel, { type: "read", target: "reply-1" });
  await expect(answer).toContainText("Read");
  const question = `question-${repeatEachIndex}`;
  const words = "Do you have this one in blue?";
  await service.post(abel, { type: "edit", target: question, text: words });
  await expect(bubble(meis, words)).toContainText("Edited");
  await service.post(abel, { type: "unsend", target: question });
  await expect(log(meis)).toContainText("The customer unsent this message");
  await expect(bubble(meis, words)).toHaveCount(0);
  await service.stop();
});

test("the examples of a connected API channel run as they are copied; lost secrets are renewed", async ({
  openTab,
}, { repeatEachIndex }) => {
  const name = `Examples ${repeatEachIndex}`;
  const port = await freePort();
  const page = await openTab({
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await sitDown(page, company.app.url, sue, "/settings/channels/new");
  await connectApiChannel(page, name, `http://127.0.0.1:${port}/in`);
  const secrets = await shownSecrets(page);
  const copied = async (what: string) => {
    await page.evaluate(() => navigator.clipboard.writeText(""));
    await page.getByRole("button", { name: what }).click();
    const read = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(read).not.toBe("");
    return read();
  };
  const curl = await copied("Copy Send a message to Parley");
  await page.getByRole("radio", { name: "TypeScript" }).click();
  const send = await copied("Copy Send a message to Parley");
  const receive = await copied("Copy Receive a reply");

  const receiver = await runExample("receive.ts", receive);
  await receiver.prints("Listening on port");
  for (const [file, code] of [
    ["send.sh", curl],
    ["send.ts", send],
  ] as const) {
    const sender = await runExample(file, code);
    await sender.prints('{"accepted":1}');
    await sender.stop();
  }
  const desk = await openTab();
  await sitDown(desk, company.app.url, sue);
  const row = rowOf(desk, "Ana").filter({
    has: desk.getByTitle(name, { exact: true }),
  });
  await row.click();
  await expect(bubble(desk, "Hello from curl")).toBeVisible();
  await expect(bubble(desk, "Hello from TypeScript")).toBeVisible();
  await say(desk, "Hello, Ana");
  await expect(bubble(desk, "Hello, Ana")).toContainText("Sent");
  await receiver.prints("customer-1 Hello, Ana");
  await receiver.stop();

  await page.getByRole("link", { name: "Open channel settings" }).click();
  for (const what of ["token", "signing secret"]) {
    await page.getByRole("button", { name: `Renew ${what}` }).press("Enter");
    const asked = page.getByRole("alertdialog");
    await expect(asked).toContainText("stops");
    await asked.getByRole("button", { name: `Renew ${what}` }).press("Enter");
    const shown = page.getByRole("dialog", { name: `New ${what}` });
    await expect(shown.locator("code")).toContainText(/^(parley_in|whsec)_/);
    await expect(shown.getByText(secrets.token)).toHaveCount(0);
    await expect(shown.getByText(secrets.signingSecret)).toHaveCount(0);
    if (what === "token") await expectAccessible(page);
    await shown.getByRole("button", { name: "I’ve copied it" }).press("Enter");
    await expect(shown).toHaveCount(0);
  }
  const late = await runExample("late.sh", curl);
  await late.prints('"status":401');
  await late.stop();
});

/** By keyboard. */
async function connectApiChannel(
  page: Page,
  name: string,
  callbackUrl: string,
): Promise<void> {
  await page
    .getByRole("radio", { name: /^Messenger/ })
    .press("ArrowDown", { delay: 100 });
  await expect(page.getByRole("radio", { name: /^API/ })).toBeChecked();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Callback URL").fill(callbackUrl);
  await page.getByRole("button", { name: "Connect" }).press("Enter");
  await expect(
    page.getByRole("heading", { name: `${name} is connected` }),
  ).toBeVisible();
}

async function shownSecrets(page: Page): Promise<ChannelSecrets> {
  const shown = (pattern: RegExp) =>
    page.locator("code").getByText(pattern).first().innerText();
  return {
    inboundUrl: await shown(/^http\S+\/webhooks\/api\/[\w-]+$/),
    token: await shown(/^parley_in_\S+$/),
    signingSecret: await shown(/^whsec_\S+$/),
  };
}

/** One pixel. */
const SHIRT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
