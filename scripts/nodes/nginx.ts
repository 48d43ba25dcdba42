import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { until } from "../../e2e/harness/until.ts";

/** A server of Debian that the test starts for itself. */
export type Service = {
  url: string;
  pid: number;
  stop(): Promise<void>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
};

const EXAMPLE = "deploy/nginx.conf";

/**
 * Starts nginx with the example of deploy/nginx.conf: other ports, no
 * certificate, everything else as it is there.
 */
export async function startNginx(input: {
  folder: string;
  port: number;
  webPorts: number[];
}): Promise<Service> {
  const { folder, port, webPorts } = input;
  const file = path.join(folder, "nginx.conf");
  fs.writeFileSync(file, wholeConfig(folder, exampleFor(port, webPorts)));
  const url = `http://127.0.0.1:${port}`;
  return startService({
    program: "nginx",
    args: ["-c", file, "-p", folder, "-e", path.join(folder, "nginx.log")],
    url,
    isUp: async () => (await fetch(`${url}/api/health`)).ok,
  });
}

/** Starts Debian's redis-server, which keeps nothing on the disk. */
export async function startRedis(
  folder: string,
  port: number,
): Promise<Service> {
  return startService({
    program: "redis-server",
    args: [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--dir",
      folder,
    ].concat(["--save", "", "--appendonly", "no"]),
    url: `redis://127.0.0.1:${port}`,
    isUp: (written) => written.includes("Ready to accept connections"),
  });
}

/** @throws Error when the example has changed so much that a replacement finds nothing */
function exampleFor(port: number, webPorts: number[]): string {
  let text = fs.readFileSync(EXAMPLE, "utf8");
  const replace = (what: RegExp, by: string | ((all: string) => string)) => {
    if (!what.test(text)) throw new Error(`${EXAMPLE} has no ${what.source}.`);
    text = text.replace(what, by as string);
  };
  replace(/^server \{\n {4}listen 80;[^]*?^\}\n/m, ""); // leads to https
  replace(/^ {4}server 127\.0\.0\.1:3000.*;$/m, (line) =>
    webPorts.map((one) => line.replace("3000", String(one))).join("\n"),
  );
  replace(/listen 443 ssl http2;/, `listen 127.0.0.1:${port};`);
  replace(/^ {4}listen \[::\]:443 ssl http2;\n/m, "");
  replace(/^ {4}ssl_.*\n/gm, "");
  return text;
}

function wholeConfig(folder: string, site: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `  ${name}_temp_path ${folder}/${name};`,
  );
  return [
    process.getuid?.() === 0 ? "user root;" : "",
    "daemon off;",
    "worker_processes 2;",
    `pid ${folder}/nginx.pid;`,
    `error_log ${folder}/nginx.log notice;`,
    "events { worker_connections 1024; }",
    "http {",
    `  access_log ${folder}/access.log;`,
    ...temporary,
    site,
    "}",
  ].join("\n");
}

async function startService(input: {
  program: string;
  args: string[];
  url: string;
  isUp: (written: string) => boolean | Promise<boolean>;
}): Promise<Service> {
  const { program, args, url, isUp } = input;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (written += chunk.toString()));
  }
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      written += error.message;
      resolve();
    });
    child.once("exit", () => resolve());
  });
  void ended.then(() => (isOver = true));
  await until(`${program} answers`, () => isOver || isUp(written));
  if (isOver) throw new Error(`${program} did not start: ${written.trim()}`);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return {
    url,
    pid: child.pid ?? 0,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}
