import net from "node:net";

/** A network line that a test can cut or stall, between a client and a server. */
export type Line = {
  /** The near end: 127.0.0.1 and this port. */
  port: number;
  /** Open connections break and new ones are refused. */
  cut(): Promise<void>;
  /** Nothing moves any more, in neither direction, and nobody is told. */
  stall(): void;
  /** Works again: what was stalled moves on, new connections are taken. */
  restore(): Promise<void>;
  close(): Promise<void>;
};

/** Opens a line to a port of 127.0.0.1. */
export async function openLine(toPort: number): Promise<Line> {
  const ends = new Set<net.Socket>();
  let stalled = false;
  const server = net.createServer((near) => {
    const far = net.connect(toPort, "127.0.0.1");
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      if (stalled) end.pause();
      end.on("data", (chunk) => {
        if (!other.write(chunk)) {
          end.pause();
          other.once("drain", () => {
            if (!stalled) end.resume();
          });
        }
      });
      end.on("error", () => undefined); // told by "close"
      end.on("close", () => {
        ends.delete(end);
        other.destroy();
      });
    }
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  const stop = () =>
    new Promise<void>((resolve) => {
      if (server.listening) server.close(() => resolve());
      else resolve();
      for (const end of ends) end.destroy();
    });
  await listen(0);
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    cut: stop,
    stall() {
      stalled = true;
      for (const end of ends) end.pause();
    },
    async restore() {
      stalled = false;
      for (const end of ends) end.resume();
      if (!server.listening) await listen(port);
    },
    close: stop,
  };
}
