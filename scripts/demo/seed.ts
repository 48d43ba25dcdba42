import { execFile } from "node:child_process";
import { z } from "zod";
import { StartError } from "#server/runtime/start-error.ts";

export type Login = z.infer<typeof loginSchema>;

const loginSchema = z.object({
  name: z.string(),
  role: z.string(),
  email: z.string(),
  password: z.string(),
});

const seedOutput = z.object({ logins: z.array(loginSchema) });

/** Loads the demo data (prisma/seed.ts; a repetition changes nothing) and returns the log-ins. */
export function loadDemoData(env: NodeJS.ProcessEnv): Promise<Login[]> {
  const args = ["--disable-warning=ExperimentalWarning", "prisma/seed.ts"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      if (error) {
        reject(
          new StartError(
            `The demo data could not be loaded.\n${stderr.trim()}`,
          ),
        );
        return;
      }
      const lastLine = stdout.trim().split("\n").at(-1) ?? "";
      resolve(seedOutput.parse(JSON.parse(lastLine)).logins);
    });
  });
}
