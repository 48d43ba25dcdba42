import { createServer, type AddressInfo, type Socket } from "node:net";

/** Redis' side of the wire, as far as Parley uses it. Replies were read from Redis 7.0.15. */

export const REPLIES = {
  denied:
    "-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. In this mode connections are only accepted from the loopback interface.\r\n",
  noauth:
    "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time\r\n",
  wrongpass:
    "-WRONGPASS invalid username-password pair or user is disabled.\r\n",
  full: "-OOM command not allowed when used memory > 'maxmemory'.\r\n",
};

export type TestRedis = {
  url: string;
  /** The reply to XADD; null: none comes, nor any after it. */
  onAdd: string | null;
  added: number;
  stop(): Promise<void>;
};

/** `refusal`: the reply to everything, as Redis says it to a client that it does not let in. */
export async function startTestRedis(refusal?: string): Promise<TestRedis> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    // In protected mode Redis speaks first, and ends.
    if (refusal === REPLIES.denied) return socket.end(refusal);
    let held = "";
    // A reply that does not come holds up those behind it.
    let waits = false;
    socket.on("data", (data) => {
      if (waits) return;
      held += data.toString("latin1");
      for (let next = takeCommand(held); next; next = takeCommand(held)) {
        held = held.slice(next.length);
        const reply = refusal ?? answer(next.words);
        if (reply === null) {
          waits = true;
          return;
        }
        socket.write(reply);
      }
    });
  });
  const redis: TestRedis = {
    url: "",
    onAdd: "$3\r\n1-1\r\n",
    added: 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const answer = ([word = "", ...rest]: string[]): string | null => {
    const name = word.toUpperCase();
    if (name === "HELLO") return "*0\r\n";
    if (name === "PING") return "+PONG\r\n";
    if (name === "XREAD") return null;
    if (name === "SUBSCRIBE")
      return rest
        .map(
          (channel) =>
            `>3\r\n$9\r\nsubscribe\r\n$${channel.length}\r\n${channel}\r\n:1\r\n`,
        )
        .join("");
    if (name === "PUBLISH") return ":1\r\n";
    if (name !== "XADD") return "+OK\r\n";
    redis.added += 1;
    return redis.onAdd;
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  redis.url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return redis;
}

/** The first whole command of what came, and its length. Pure. */
function takeCommand(held: string): { words: string[]; length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(held);
  if (!head) return null;
  const words: string[] = [];
  let at = head[0].length;
  for (let left = Number(head[1]); left > 0; left -= 1) {
    const size = /^\$(\d+)\r\n/.exec(held.slice(at));
    if (!size) return null;
    const from = at + size[0].length;
    const to = from + Number(size[1]);
    if (held.length < to + 2) return null;
    words.push(held.slice(from, to));
    at = to + 2;
  }
  return { words, length: at };
}
