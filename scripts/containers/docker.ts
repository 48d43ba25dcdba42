import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { StartError } from "#server/runtime/start-error.ts";

const MAX_OUTPUT_BYTES = 64e6;
/** Containers, volumes and network of the trial have this name, apart from those of an installation. */
export const PROJECT = "parley-trial";

const run = promisify(execFile);

/** @throws StartError without an engine or without Compose: a trial that cannot be made has failed */
export function requireDocker(): void {
  const needed: [args: string[], words: string][] = [
    [["info"], "No container engine answers: start Docker, or set DOCKER_HOST"],
    [["compose", "version"], "Docker has no Compose: install its plugin"],
  ];
  for (const [args, words] of needed) {
    try {
      execFileSync("docker", args, { stdio: "ignore" });
    } catch (cause) {
      throw new StartError(`${words}. Nothing was tried.`, { cause });
    }
  }
}

/** Runs `docker …`. @returns what it writes to stdout. @throws Error with its words on stderr */
export async function docker(
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout } = await run("docker", args, {
    env: { ...process.env, ...env },
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return stdout.trim();
}

/** Runs `docker compose …` on compose.yaml, with the services of several processes. */
export function compose(
  env: Record<string, string>,
  ...args: string[]
): Promise<string> {
  const project = ["compose", "--project-name", PROJECT, "--profile", "nodes"];
  return docker([...project, ...args], env);
}
