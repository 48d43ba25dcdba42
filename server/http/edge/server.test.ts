import { connect, type AddressInfo } from "node:net";
import { Hono } from "hono";
import { afterEach, expect, test } from "vitest";
import type { HttpEnv } from "./response/http-env.ts";
import { listen, type HttpServer } from "./server.ts";

const servers: HttpServer[] = [];

async function start(): Promise<{
  server: HttpServer;
  url: string;
  port: number;
}> {
  const server = await listen({ host: "127.0.0.1", port: 0 });
  servers.push(server);
  const { port } = server.node.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}` };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.drain(0)));
});

test("while it starts, it is alive and not ready", async () => {
  const { url } = await start();
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
  const ready = await fetch(`${url}/api/ready`);
  expect(ready.status).toBe(503);
  expect(ready.headers.get("retry-after")).toBe("1");
  expect((await fetch(`${url}/inbox`)).status).toBe(503);
});

test("a connection that sends nothing is closed without a word, one that stops in its headers hears 408, and one that speaks no HTTP 400", async () => {
  const server = await listen({
    host: "127.0.0.1",
    port: 0,
    headersMs: 100,
    checkMs: 20,
  });
  servers.push(server);
  const { port } = server.node.address() as AddressInfo;
  const heard = async (sent: string) => {
    const socket = connect(port, "127.0.0.1");
    if (sent !== "") socket.write(sent);
    let text = "";
    for await (const part of socket) text += String(part);
    return text.split("\r\n")[0];
  };
  expect(await heard("")).toBe("");
  expect(await heard("GET / HTTP/1.1\r\nHost: a")).toBe(
    "HTTP/1.1 408 Request Timeout",
  );
  expect(await heard("hello?\r\n\r\n")).toBe("HTTP/1.1 400 Bad Request");
});

test("a busy port is one sentence that names PORT", async () => {
  const { port } = await start();
  await expect(listen({ host: "127.0.0.1", port })).rejects.toThrow(
    /^PORT \d+ is in use/,
  );
});

test("an address of another machine is one sentence that names HOST", async () => {
  await expect(listen({ host: "192.0.2.1", port: 0 })).rejects.toThrow(
    /^HOST 192\.0\.2\.1 /,
  );
});

test("our addresses are answered by us, all others are pages", async () => {
  const { server, url } = await start();
  const app = new Hono<HttpEnv>().all("*", (call) => call.text("ours"));
  server.serve(app, (_incoming, response) => response.end("page"));
  const at = async (path: string) => (await fetch(url + path)).text();
  for (const path of [
    "/api/v1/me",
    "/api/auth/csrf",
    "/api",
    "/webhooks/meta/x",
    "/metrics",
    "/metrics?a=1",
  ]) {
    expect(await at(path)).toBe("ours");
  }
  for (const path of ["/", "/inbox", "/apiary", "/metrics/x", "/webhooks"]) {
    expect(await at(path)).toBe("page");
  }
});

test("a stop lets requests under way finish and takes no new ones", async () => {
  const { server, url } = await start();
  let begun = () => {};
  let finish = () => {};
  const underWay = new Promise<void>((resolve) => (begun = resolve));
  const may = new Promise<void>((resolve) => (finish = resolve));
  const app = new Hono<HttpEnv>().get("/api/slow", async (call) => {
    begun();
    await may;
    return call.text("done");
  });
  server.serve(app, null);
  const answer = fetch(`${url}/api/slow`);
  await underWay;
  const drained = server.drain(10_000);
  await expect(fetch(`${url}/api/slow`)).rejects.toThrow();
  finish();
  const response = await answer;
  expect(await response.text()).toBe("done");
  expect(response.headers.get("connection")).toBe("close");
  await drained;
});

test("a request that never finishes does not hold up a stop forever", async () => {
  const { server, url } = await start();
  let begun = () => {};
  const underWay = new Promise<void>((resolve) => (begun = resolve));
  const app = new Hono<HttpEnv>().get("/api/slow", () => {
    begun();
    return new Promise<Response>(() => {});
  });
  server.serve(app, null);
  const answer = fetch(`${url}/api/slow`).catch((error: unknown) => error);
  await underWay;
  await server.drain(50);
  expect(await answer).toBeInstanceOf(Error);
});
