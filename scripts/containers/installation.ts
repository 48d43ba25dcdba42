import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { freePort } from "#server/runtime/free-port.ts";
import { newDataDir } from "../../e2e/harness/app.ts";
import { connect, createOwner } from "../../e2e/harness/company.ts";
import { PAGES, startSimulator } from "../../e2e/harness/simulator.ts";
import { until } from "../../e2e/harness/until.ts";
import { WEBHOOK_PATIENCE_MS } from "../nodes/installation.ts";
import type { Installation, NodeProcess } from "../nodes/installation.ts";
import { startNginx } from "../nodes/nginx.ts";
import { compose, docker, PROJECT } from "./docker.ts";

/** The services of compose.yaml behind nginx. */
export type Containers = Installation & {
  /** Values that must not be in the image. */
  secrets: string[];
  /** Of the containers that run Parley. */
  names: readonly string[];
  /** Replaces every container, Postgres too, by a new one on the same volumes. */
  recreate(): Promise<void>;
};

const WEB_PORTS = [3001, 3002]; // as in compose.yaml
const NAMES = ["web1-1", "web2-1", "worker-1", "worker-2"].map(
  (name) => `${PROJECT}-${name}`,
);
const UP = "up --detach --scale worker=2 web1 web2 worker".split(" ");
const READY_MS = 300_000;

/** Starts Postgres, two web processes and two workers, with a company on its first day. `build`: builds the image first. */
export async function startContainers(input: {
  build: boolean;
}): Promise<Containers> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const folder = newDataDir();
    closing.push(() => fs.promises.rm(folder, { recursive: true }));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const secret = () => randomBytes(24).toString("hex");
    const env: Record<string, string> = {
      PUBLIC_URL: url,
      AUTH_SECRET: secret(),
      ENCRYPTION_KEY: secret(),
      POSTGRES_PASSWORD: secret(),
    };
    const secrets = Object.values(env).filter((value) => value !== url);
    const run = (...args: string[]) => compose(env, ...args);
    if (input.build) {
      console.log("   building the image");
      await run("build", "web1");
    }
    const remove = () => run("down", "--volumes", "--timeout", "60");
    await remove(); // a trial that was killed leaves its containers
    closing.push(remove);
    await run("up", "--detach", "--wait", "postgres");
    const host = await gatewayOf(await run("ps", "--quiet", "postgres"));
    const simulator = await startSimulator({ SIMULATOR_HOST: host });
    closing.push(simulator.stop);
    await simulator.settings({ webhookTimeoutMs: WEBHOOK_PATIENCE_MS });
    env["META_GRAPH_URL"] = simulator.url;
    await run(...UP);
    const webs: [NodeProcess, NodeProcess] = [
      containerNode(NAMES[0], WEB_PORTS[0]),
      containerNode(NAMES[1], WEB_PORTS[1]),
    ];
    const workers: [NodeProcess, NodeProcess] = [
      containerNode(NAMES[2]),
      containerNode(NAMES[3]),
    ];
    for (const node of [...webs, ...workers]) await node.start();
    const recreate = async () => {
      await run(...UP, "--force-recreate", "--always-recreate-deps");
      for (const node of [...webs, ...workers]) await node.start();
    };
    const nginx = await startNginx({ folder, port, webPorts: WEB_PORTS });
    closing.push(nginx.stop);
    const owner = await createOwner({ url });
    const channel = await connect(simulator, owner.api, PAGES[0]);
    return {
      ...{ url, webs, workers, simulator, owner, channel, close },
      ...{ secrets, names: NAMES, recreate },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** This machine's address in the network of a container: Meta's stand-in listens there. */
function gatewayOf(id: string): Promise<string> {
  const format = "{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}";
  return docker(["inspect", "--format", format, id]);
}

/** A container, as a process that can be stopped and started. */
function containerNode(name = "", port = 0): NodeProcess {
  const isReady =
    "fetch('http://127.0.0.1:3000/api/ready').then((r) => process.exit(r.ok ? 0 : 1))";
  let log = "";
  return {
    url: `http://127.0.0.1:${port}`,
    async start() {
      await docker(["start", name]);
      await until(
        "the container is ready",
        () => docker(["exec", name, "node", "-e", isReady]).then(() => true),
        READY_MS,
      );
    },
    program: () => ({
      async stop() {
        await docker(["stop", name]); // within the image's or compose.yaml's time
        log = await docker(["logs", "--tail", "20", name]);
        const format = "{{.State.ExitCode}}";
        const code = await docker(["inspect", "--format", format, name]);
        return { code: Number(code), signal: null };
      },
      stderr: () => log,
    }),
  };
}
