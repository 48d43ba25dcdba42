import { serve, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { callbackRoutes } from "./api-channel/callback.ts";
import { apiChannelRoutes } from "./api-channel/control.ts";
import { createApiChannelPage } from "./api-channel/serve-page.ts";
import { createApiChannel } from "./api-channel/state.ts";
import { createCast, type Cast } from "./cast.ts";
import { castRoutes } from "./control/cast-routes.ts";
import { chatRoutes } from "./control/chat-routes.ts";
import { logRoutes } from "./control/log-routes.ts";
import { answerProblem } from "./control/problem.ts";
import { streamRoutes } from "./control/stream.ts";
import { switchRoutes } from "./control/switch-routes.ts";
import { worldRoutes } from "./control/world-routes.ts";
import { createDialog } from "./graph/dialog.ts";
import { createGraphApp } from "./graph/graph-app.ts";
import { createLeadFormPage } from "./lead-form/serve-page.ts";
import { createCdn } from "./media/cdn.ts";
import { createMetaSidePage } from "./meta-side/serve-page.ts";
import { createPageApp } from "./page/serve.ts";
import { fillDefaultWorld } from "./world/default-world.ts";
import type { World } from "./world/model.ts";
import type { Settings } from "./world/settings.ts";
import { createWorld } from "./world/world.ts";

export type SimulatorOptions = {
  /** 0: any free port. Default 4000. */
  port?: number | undefined;
  host?: string | undefined;
  /** The beginning of links to it; default: its own address. */
  publicUrl?: string | undefined;
  settings?: Partial<Settings> | undefined;
  /** Let a dozen customers write on their own. */
  cast?: boolean | undefined;
};

export type Simulator = {
  url: string;
  port: number;
  /** Everything it knows; tests may read and change it directly. */
  world: World;
  cast: Cast;
  /** Cuts what is open, drops what waits, and frees the port. */
  stop(): Promise<void>;
};

/** Starts a simulated Meta with the default world. Rejects if the port is
 *  taken. */
export async function startSimulator(
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const world = createWorld();
  Object.assign(world.settings, options.settings);
  fillDefaultWorld(world);
  const cast = createCast(world);
  const host = options.host ?? "127.0.0.1";
  const server = await listen(
    createHttpApp(world, cast),
    options.port ?? 4000,
    host,
  );
  const { port } = server.address() as AddressInfo;
  const named = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  const url = `http://${named}:${port}`;
  world.baseUrl = options.publicUrl ?? url;
  if (options.cast) cast.set(true);
  return {
    url,
    port,
    world,
    cast,
    stop: () =>
      new Promise((resolve) => {
        world.timers.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createHttpApp(
  world: World,
  cast: Cast,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const apiChannel = createApiChannel();
  const control = new Hono();
  control.onError(answerProblem);
  control.route("/", worldRoutes(world));
  control.route("/", switchRoutes(world));
  control.route("/", chatRoutes(world));
  control.route("/", logRoutes(world));
  control.route("/", streamRoutes(world));
  control.route("/", castRoutes(cast));
  control.route("/", apiChannelRoutes(world, apiChannel));
  app.route("/_sim", control);
  app.route("/cdn", createCdn(world));
  app.route("/", createPageApp());
  app.route("/", createApiChannelPage());
  app.route("/", createMetaSidePage());
  app.route("/", createLeadFormPage());
  app.route("/", callbackRoutes(world, apiChannel));
  app.route("/", createDialog(world));
  app.route("/", createGraphApp(world));
  return app;
}

function listen(
  app: Hono<{ Bindings: HttpBindings }>,
  port: number,
  hostname: string,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname }) as Server;
    server.once("listening", () => resolve(server));
    server.once("error", reject);
  });
}
