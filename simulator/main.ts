import { startSimulator } from "./start.ts";

const port = Number(process.env["SIMULATOR_PORT"] ?? 4000);
const host = process.env["SIMULATOR_HOST"] ?? "127.0.0.1";

if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write("SIMULATOR_PORT must be a port number.\n");
  process.exit(1);
}

try {
  const simulator = await startSimulator({
    port,
    host,
    cast: process.env["SIMULATOR_CAST"] === "on",
    publicUrl: process.env["SIMULATOR_PUBLIC_URL"],
  });
  process.stdout.write(`Simulator: ${simulator.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      void simulator.stop().then(() => process.exit(0));
    });
} catch (error) {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The simulator could not start: ${text}\n`);
  process.exit(1);
}
