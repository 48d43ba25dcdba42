import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceQuestion } from "#contract/routing/routing-service.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./harness/axe.ts";
import { bringSession, lamp, openThread, sitDown } from "./harness/desk.ts";
import { startCompany } from "./harness/company.ts";
import type { Colleague, TestCompany } from "./harness/company.ts";
import { arrive, card, clearDesks } from "./harness/ringing.ts";
import { expect, test } from "./harness/test.ts";

/** A queue that asks a service of the company's own: set up, asked, overruled by its silence. */

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
    env: { ROUTING_SERVICE_PRIVATE: "true" },
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

  await arrive(company, "Carl Clever", "Who are you?");
  await expect(card(bens, "Carl Clever")).toBeVisible();
  await expect(card(meis, "Carl Clever")).toHaveCount(0);
  expect(questions.map(({ queue: asked }) => asked.name)).toEqual(["Clever"]);
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
