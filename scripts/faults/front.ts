import net from "node:net";

/** One address in front of several servers: the next of them that takes the connection gets it. */
export type Front = { url: string; port: number; close(): Promise<void> };

/** Opens it on a port of 127.0.0.1. The servers may come and go. */
export async function openFront(port: number, to: number[]): Promise<Front> {
  let turn = 0;
  const ends = new Set<net.Socket>();
  const keep = (end: net.Socket, other: net.Socket) => {
    ends.add(end);
    end.on("error", () => undefined); // told by "close"
    end.on("close", () => {
      ends.delete(end);
      other.destroy();
    });
  };
  const server = net.createServer({ pauseOnConnect: true }, (near) => {
    turn += 1;
    const inTurn = to.map((_, nth) => to[(turn + nth) % to.length] ?? 0);
    near.on("error", () => undefined);
    void firstOf(inTurn).then((far) => {
      if (far === null || near.destroyed) {
        near.destroy();
        far?.destroy();
        return;
      }
      keep(near, far);
      keep(far, near);
      near.pipe(far);
      far.pipe(near);
      near.resume();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const end of ends) end.destroy();
      }),
  };
}

async function firstOf(ports: number[]): Promise<net.Socket | null> {
  for (const port of ports) {
    const far = await new Promise<net.Socket | null>((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => resolve(socket));
      socket.once("error", () => resolve(null));
    });
    if (far) return far;
  }
  return null;
}
