import { execFileSync } from "node:child_process";
import { StartError } from "#server/runtime/start-error.ts";

/** Debian's programs that a trial starts, and a flag that each answers. */
const FLAGS = { nginx: "-v", "redis-server": "--version" };

/** @throws StartError that names the first one that is not installed */
export function requirePrograms(programs: (keyof typeof FLAGS)[]): void {
  for (const program of programs) {
    try {
      execFileSync(program, [FLAGS[program]], { stdio: "ignore" });
    } catch (cause) {
      const words = `${program} is not installed: apt-get install ${programs.join(" ")}.`;
      throw new StartError(words, { cause });
    }
  }
}
