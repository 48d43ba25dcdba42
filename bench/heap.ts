import type { CDPSession } from "@playwright/test";
import { residentMb } from "./program.ts";

/** Memory in MB after a collection of garbage. */
export type Memory = { residentMb: number; heapMb: number };

const MB = 2 ** 20;

/** Asks the server through its inspector (`--inspect=127.0.0.1:<port>`). */
export async function openInspector(
  port: number,
  pid: number,
): Promise<{ collected(): Promise<Memory>; close(): void }> {
  const [target] = (await fetch(`http://127.0.0.1:${port}/json/list`).then(
    (answer) => answer.json(),
  )) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? "");
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  let calls = 0;
  const call = (method: string, params: object = {}) =>
    new Promise<{ result: { usedSize?: number } }>((resolve) => {
      calls += 1;
      const id = calls;
      const answer = ({ data }: MessageEvent<string>) => {
        const message = JSON.parse(data) as {
          id?: number;
          result: { usedSize?: number };
        };
        if (message.id !== id) return;
        socket.removeEventListener("message", answer);
        resolve(message);
      };
      socket.addEventListener("message", answer);
      socket.send(JSON.stringify({ id, method, params }));
    });
  return {
    async collected() {
      await call("HeapProfiler.collectGarbage");
      const { result } = await call("Runtime.getHeapUsage");
      return {
        residentMb: residentMb(pid),
        heapMb: (result.usedSize ?? Number.NaN) / MB,
      };
    },
    close: () => socket.close(),
  };
}

/** The heap of a page's scripts after a collection of garbage, in MB. */
export async function pageHeapMb(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / MB;
}
