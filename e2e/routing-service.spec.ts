import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import type { ServiceQuestion } from "#contract/routing-service.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import {
  bringSession,
  bubble,
  lamp,
  openThread,
  say,
  sitDown,
} from "./harness/desk.ts";
import { openHouse } from "./harness/house.ts";
import type { Colleague, House } from "./harness/house.ts";
import { arrive, card, clearDesks } from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/**
 * Services that the house built: a queue asks one whom to offer to, and a
 * channel has one at its other end. One file, since its stories share a house.
 */

const SECRET = "a secret of the house";
const NARROW = { width: 360, height: 740 };
let house: House;
let mei: Colleague;
let ben: Colleague;
let sue: Colleague;
let service: Server;
let address: string;
let isMute = false;
/** Questions whose signature fits. */
const questions: ServiceQuestion[] = [];

test.beforeAll(async ({ postgres }) => {
  house = await openHouse({
    postgres,
    env: { ROUTING_SERVICE_PRIVATE: "true", OUTBOUND_PRIVATE: "true" },
  });
  mei = await house.colleague("Mei");
  ben = await house.colleague("Ben");
  sue = await house.colleague("Sue", "supervisor");
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
  await house.close();
  service.closeAllConnections();
  service.close();
});

test("it rings at whom the service names; when it is silent the strategy decides, and Why here tells both", async ({
  openTab,
}) => {
  await clearDesks(house, [mei, ben]);
  const queue = await house.queue([mei, ben], {
    name: "Clever",
    strategy: "hunt",
    offerSeconds: 60,
  });
  await house.route(house.channel, "queue", queue.id);
  const [page, meis, bens] = [
    // A form that was refused.
    await openTab({ expected: /422/ }),
    await openTab(),
    await openTab(),
  ];
  await sitDown(meis, house.app.url, mei);
  await sitDown(bens, house.app.url, ben);
  await bringSession(page, house.app.url, sue);
  await page.goto(`${house.app.url}/settings/queues/${queue.id}`);
  await expect(lamp(page)).toHaveText("Live", { timeout: 20_000 });
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

  await arrive(house, "Carl Clever", "Who are you?");
  await expect(card(bens, "Carl Clever")).toBeVisible();
  await expect(card(meis, "Carl Clever")).toHaveCount(0);
  expect(questions.map(({ queue: asked }) => asked.name)).toEqual(["Clever"]);
  expect(JSON.stringify(questions)).not.toContain("Who are you?");
  expect(JSON.stringify(questions)).not.toContain("Carl");

  isMute = true;
  await arrive(house, "Dora Dumb", "And now?");
  await expect(card(meis, "Dora Dumb")).toBeVisible();
  await expect(card(bens, "Dora Dumb")).toHaveCount(0);

  const desk = await openTab();
  await sitDown(desk, house.app.url, sue);
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

type ReceivedReply = {
  headers: Record<string, string>;
  raw: string;
};

/** Takes replies at an address of its own; each gets an id of the receiver's. */
async function startReceiver() {
  const replies: ReceivedReply[] = [];
  const server = createServer((request, response) => {
    void readText(request).then((raw) => {
      const headers = request.headers as Record<string, string>;
      replies.push({ headers, raw });
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ externalId: `reply-${replies.length}` }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/parley`,
    replies,
    stop: () => new Promise((done) => server.close(done)),
  };
}

test("an API channel: connected, written to, answered with a signature, and read", async ({
  openTab,
}) => {
  const receiver = await startReceiver();
  const page = await openTab();
  await sitDown(page, house.app.url, sue, "/settings/channels");
  await page.getByRole("link", { name: "Connect a channel" }).click();
  // A radio group checks what the arrow leads to while the key is down.
  await page
    .getByRole("radio", { name: /^Messenger/ })
    .press("ArrowDown", { delay: 100 });
  await expect(page.getByRole("radio", { name: /^API/ })).toBeChecked();
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByLabel("Callback URL")).toHaveAttribute(
    "aria-invalid",
    "true",
  );
  await page.getByLabel("Name").fill("Shop app");
  await page.getByLabel("Callback URL").fill(receiver.url);
  await page.getByRole("switch", { name: "Quotes" }).click();
  await expectAccessible(page);
  const wide = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: "Connect" }).click();

  await expect(
    page.getByRole("heading", { name: "Shop app is connected" }),
  ).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize(wide);
  const shown = (pattern: RegExp) =>
    page.locator("code").getByText(pattern).first().innerText();
  const inboundUrl = await shown(/^http\S+\/webhooks\/api\/[\w-]+$/);
  const token = await shown(/^parley_in_\S+$/);
  const signingSecret = await shown(/^whsec_\S+$/);
  await page.getByRole("link", { name: "Open channel settings" }).click();
  await expect(page.getByText(inboundUrl, { exact: true })).toBeVisible();
  await expect(page.getByText(token)).toHaveCount(0);
  await expect(page.getByText("Verify token")).toHaveCount(0);
  await expect(page.getByRole("switch", { name: "Quotes" })).not.toBeChecked();
  await page.getByLabel("Text limit").fill("500");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expectAccessible(page);

  const post = async (event: object) => {
    const customer = { id: "customer-1", name: "Abel App" };
    const conversation = { key: "", customer };
    const answer = await fetch(inboundUrl, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ events: [{ conversation, ...event }] }),
    });
    expect(await answer.json()).toEqual({ accepted: 1 });
  };
  await post({ type: "message", id: "message-1", text: "Is it in stock?" });
  await page.goto(`${house.app.url}/inbox`);
  await openThread(page, "Abel App");
  await expect(bubble(page, "Is it in stock?")).toBeVisible();
  await expect(page.getByText("API · Shop app")).toBeVisible();
  await expect(page.getByText("Messenger ·")).toHaveCount(0);
  await expect(page.getByText(/to reply|left/)).toHaveCount(0);
  await say(page, "Yes, three.");
  await expect.poll(() => receiver.replies.length).toBe(1);
  const [reply] = receiver.replies;
  const body = new Webhook(signingSecret).verify(
    reply?.raw ?? "",
    reply?.headers ?? {},
  );
  expect(body).toMatchObject({
    customer: { id: "customer-1" },
    text: "Yes, three.",
  });
  const answer = bubble(page, "Yes, three.");
  await expect(answer).toContainText("Sent");
  await post({ type: "read", id: "read-1", target: "reply-1" });
  await expect(answer).toContainText("Read");
  await receiver.stop();
});
