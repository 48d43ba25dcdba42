import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { prepareApp, newDataDir, type App } from "../../e2e/harness/app.ts";
import type { Program } from "../../e2e/harness/program.ts";
import {
  connect,
  createOwner,
  type Colleague,
} from "../../e2e/harness/company.ts";
import { freePort } from "#server/runtime/free-port.ts";
import { startPostgres } from "../../e2e/harness/postgres.ts";
import {
  PAGES,
  startSimulator,
  type Simulator,
} from "../../e2e/harness/simulator.ts";
import type { Channel } from "#contract/channels/channel.ts";
import { startNginx, startRedis } from "./nginx.ts";

/** A process of the product, on this machine or in a container. */
export type NodeProcess = Pick<App, "url" | "start"> & {
  program(): Pick<Program, "stop" | "stderr">;
};

/** Two web processes and two workers on one Postgres, behind nginx. */
export type Installation = {
  /** The address of nginx: browsers and Meta know it. */
  url: string;
  webs: [NodeProcess, NodeProcess];
  workers: [NodeProcess, NodeProcess];
  simulator: Simulator;
  owner: Colleague;
  channel: Channel;
  close(): Promise<void>;
};

export const PAGE_ID = PAGES[0].pageId;

/** The way of events from one web process to the other. */
export type FanOut = "Postgres" | "Redis streams";

const STARTS = 3;
/** Refused is asked here, not slow: on a busy machine an answer may take longer than Meta's five seconds. */
export const WEBHOOK_PATIENCE_MS = 60_000;

/** Starts it again when it ends at once, as systemd does: on a busy machine, connecting to Postgres can take too long. */
export async function startPatiently(app: Pick<App, "start">): Promise<void> {
  for (let nth = 1; ; nth += 1) {
    try {
      return await app.start();
    } catch (error) {
      if (nth === STARTS) throw error;
    }
  }
}

/** Starts all of it, with a company on its first day. */
export async function startInstallation(fanOut: FanOut): Promise<Installation> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const folder = newDataDir();
    closing.push(async () => fs.rmSync(folder, { recursive: true }));
    const postgres = await startPostgres();
    closing.push(postgres.close);
    const simulator = await startSimulator();
    closing.push(simulator.stop);
    await simulator.settings({ webhookTimeoutMs: WEBHOOK_PATIENCE_MS });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env: Record<string, string> = {
      PUBLIC_URL: url,
      DATA_DIR: folder,
      AUTH_SECRET: randomBytes(24).toString("hex"),
      ENCRYPTION_KEY: randomBytes(24).toString("hex"),
      TRUSTED_PROXIES: "127.0.0.1",
    };
    if (fanOut === "Redis streams") {
      const redis = await startRedis(folder, await freePort());
      closing.push(redis.stop);
      env["REDIS_URL"] = redis.url;
    }
    const node = async (role: "web" | "worker") => {
      const app = await prepareApp({
        graphUrl: simulator.url,
        databaseUrl: postgres.url,
        env: { ...env, ROLE: role },
      });
      closing.push(app.close);
      await startPatiently(app);
      return app;
    };
    const webs: [App, App] = [await node("web"), await node("web")];
    const workers: [App, App] = [await node("worker"), await node("worker")];
    const webPorts = webs.map((web) => web.port);
    const nginx = await startNginx({ folder, port, webPorts });
    closing.push(nginx.stop);
    const owner = await createOwner({ url });
    const channel = await connect(simulator, owner.api, PAGES[0]);
    return { url, webs, workers, simulator, owner, channel, close };
  } catch (error) {
    await close();
    throw error;
  }
}
