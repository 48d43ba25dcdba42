import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { buffer } from "node:stream/consumers";

/** Scanners for tests, behind the network: clamd on a TCP socket, and an HTTP hook. Both know one virus: the test file of EICAR. */

// In two parts: scanners of developers' machines know it as well.
export const EICAR =
  "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
export const VIRUS_NAME = "Eicar-Test-Signature";

export type TestScanner = {
  url: string;
  sizes: number[];
  stop(): Promise<void>;
};

/** clamd's side of INSTREAM. It refuses a stream that is longer than its limit, as clamd does. */
export async function startClamd(maxBytes = 1_000_000): Promise<TestScanner> {
  const sizes: number[] = [];
  const server = createServer((socket) => {
    let held = Buffer.alloc(0);
    let file = Buffer.alloc(0);
    let hasBegun = false;
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      held = Buffer.concat([held, data]);
      if (!hasBegun) {
        const command = "zINSTREAM\0";
        if (held.length < command.length) return;
        if (!held.toString("latin1").startsWith(command))
          return socket.end("UNKNOWN COMMAND\0");
        held = held.subarray(command.length);
        hasBegun = true;
      }
      while (held.length >= 4) {
        const length = held.readUInt32BE(0);
        if (length === 0) {
          sizes.push(file.length);
          const found = file.includes(EICAR);
          return socket.end(
            `stream: ${found ? `${VIRUS_NAME} FOUND` : "OK"}\0`,
          );
        }
        if (file.length + length > maxBytes)
          return socket.end("INSTREAM size limit exceeded. ERROR\0");
        if (held.length < 4 + length) return;
        file = Buffer.concat([file, held.subarray(4, 4 + length)]);
        held = held.subarray(4 + length);
      }
    });
  });
  return listening(server, "clamd", sizes);
}

/** `status`: for a virus. */
export async function startHook(status: number): Promise<TestScanner> {
  const sizes: number[] = [];
  const server = createHttpServer((request, response) => {
    void buffer(request).then((file) => {
      sizes.push(file.length);
      const infected = file.includes(EICAR);
      response.writeHead(infected ? status : 200, {
        "content-type": "application/json",
      });
      response.end(
        JSON.stringify(infected ? { infected, name: VIRUS_NAME } : {}),
      );
    });
  });
  return listening(server, "http", sizes);
}

async function listening(
  server: Server,
  protocol: string,
  sizes: number[],
): Promise<TestScanner> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${protocol}://127.0.0.1:${port}`,
    sizes,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Nothing listens at the port of a server that has stopped. */
export async function nowhere(): Promise<string> {
  const { url, stop } = await startClamd();
  await stop();
  return url;
}
