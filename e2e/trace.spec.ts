import { startCollector, type Collected } from "./harness/collector.ts";
import { startCompany } from "./harness/company.ts";
import type { TestCompany } from "./harness/company.ts";
import { bubble, openThread, sitDown } from "./harness/desk.ts";
import { PAGES } from "./harness/simulator.ts";
import { expect, test } from "./harness/test.ts";

/** One trace from the vendor's request to the agent's screen; its id is in the log, too. */

const pageId = PAGES[0].pageId;
const BURST = 30;
let collector: Collected;
let company: TestCompany;

test.beforeAll(async ({ postgres }) => {
  collector = await startCollector();
  company = await startCompany({
    postgres,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: "200",
      SYNTHETIC_MESSAGE: "false",
    },
  });
});
test.afterAll(async () => {
  await company.close();
  await collector.close();
});

function tracesOf(name: string | RegExp): string[] {
  return collector.spans
    .filter((span) => span.name.match(name))
    .map(({ traceId }) => traceId);
}

const webhooks = () => tracesOf(/^POST \/webhooks\//);
const shown = () => tracesOf("show on screen");

test("a message is one trace from the webhook to the screen, alone and in a burst, and so is a reply", async ({
  openTab,
}) => {
  const { simulator, app, owner } = company;
  const { personId } = await simulator.person("Trace One");
  await simulator.write(pageId, personId, { text: "Hello?" });
  const page = await openTab();
  await sitDown(page, app.url, owner);
  await openThread(page, "Trace One");

  await test.step("alone, it is applied in the request's trace", async () => {
    await simulator.write(pageId, personId, { text: "Do you hear me?" });
    await expect(bubble(page, "Do you hear me?")).toBeVisible();
    await expect.poll(shown).not.toEqual([]);
    const [trace = ""] = shown();
    await expect.poll(webhooks).toContain(trace);
    await expect.poll(() => tracesOf("take deliveries")).toContain(trace);
    const lines = app.program().stdout().split("\n");
    const logged = lines.filter((line) => line.includes(trace));
    expect(logged.join("\n")).toContain("/webhooks/");
  });

  await test.step("in a burst, what is stored first keeps the trace of its request", async () => {
    const before = shown().length;
    await Promise.all(
      Array.from({ length: BURST }, (_, nth) =>
        simulator.write(pageId, personId, { text: `Burst ${nth}` }),
      ),
    );
    await expect.poll(() => tracesOf("apply deliveries")).not.toEqual([]);
    await expect.poll(() => shown().length).toBeGreaterThan(before);
    const last = shown().slice(before);
    await expect
      .poll(() => last.filter((trace) => !webhooks().includes(trace)))
      .toEqual([]);
  });

  await test.step("a reply's trace begins with the agent's request", async () => {
    await page.getByRole("textbox", { name: "Message" }).fill("I do.");
    await page.keyboard.press("Enter");
    await expect(bubble(page, "I do.")).toBeVisible();
    const replies = () => tracesOf(/^POST \/api\/v1\/threads\/.*\/messages$/);
    await expect
      .poll(() => replies().filter((trace) => shown().includes(trace)))
      .not.toEqual([]);
  });
});
