import net from "node:net";
import { StartError } from "#server/runtime/start-error.ts";

/** @throws StartError that names the port and the variable, when another program uses the port */
export function requireFreePort(
  variable: string,
  port: number,
  host: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "is already in use"
          : `cannot be used (${error.code})`;
      reject(
        new StartError(
          `${variable}: port ${port} ${why}; choose another, ${variable}=${port + 100} say.`,
        ),
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
