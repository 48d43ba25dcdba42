import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createApi, signIn } from "./harness/api.ts";
import { freePort } from "#server/runtime/free-port.ts";
import { ROOT, startProgram } from "./harness/program.ts";
import { expect, test } from "./harness/test.ts";
import { until } from "./harness/until.ts";

const START_MS = 120_000; // pages are compiled as they are asked for

test("npm run dev serves pages with hot reload and restarts the server on change", async ({
  openTab,
}) => {
  test.setTimeout(START_MS + 120_000);
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "parley-dev-"));
  fs.chmodSync(dataDir, 0o755); // Postgres may have to run as another user
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dev = startProgram({
    file: "scripts/dev.ts",
    env: {
      PORT: String(port),
      PUBLIC_URL: url,
      SIMULATOR_PORT: String(await freePort()),
      DATA_DIR: dataDir,
    },
  });
  const says = (text: RegExp) =>
    Promise.race([
      until(String(text), () => text.test(dev.stdout()), START_MS),
      dev.ended.then(() => {
        throw new Error(`npm run dev ended: ${dev.stdout()}${dev.stderr()}`);
      }),
    ]);
  try {
    await says(/Parley is ready/);
    // A restart cuts the page's requests off.
    const page = await openTab({
      expected: /Failed to load resource|WebSocket/,
    });
    const hotReload = new Promise<void>((resolve) => {
      page.on("websocket", (socket) => {
        if (!socket.url().includes("/_next/")) return;
        socket.on("framereceived", () => resolve());
      });
    });
    await page.goto(`${url}/sign-in`, { timeout: START_MS });
    await hotReload;
    // The inbox itself is not opened: to compile it takes a minute, and the build of the suite does that, too.
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    const anna = { email: "anna@parley.example", password: "parley-demo" };
    const cookie = (await signIn(url, anna)) ?? "";
    const api = createApi(url, { cookie });
    expect((await api.all("/threads")).length).toBeGreaterThan(0);

    const now = new Date();
    fs.utimesSync(path.join(ROOT, "server/http/ops/health.ts"), now, now);
    await says(/server\/http\/ops\/health\.ts changed: restarted in/);
    const ready = await fetch(`${url}/api/ready`);
    expect(ready.status).toBe(200);
    expect(await dev.stop()).toEqual({ code: 0, signal: null });
  } finally {
    await dev.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
});
