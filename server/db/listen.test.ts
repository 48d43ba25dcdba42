import { expect, test, vi } from "vitest";
import { createLog } from "#server/runtime/log.ts";
import { startListener } from "./listen.ts";
import { testDatabase } from "./test-database.ts";

const WAIT = { timeout: 30_000, interval: 20 };

async function listening() {
  const { pool, url } = await testDatabase();
  const heard: string[] = [];
  let connections = 0;
  const listener = startListener({
    url,
    channels: ["work", "Other Channel"],
    onNotify: (channel, payload) => heard.push(`${channel}: ${payload}`),
    onReconnect: () => (connections += 1),
    log: createLog("silent"),
  });
  await vi.waitFor(() => expect(connections).toBe(1), WAIT);
  return { pool, heard, listener, connections: () => connections };
}

test("notifications arrive, on every channel", async () => {
  const { pool, heard, listener } = await listening();
  await pool.query(
    "SELECT pg_notify('work', 'a'), pg_notify('Other Channel', 'b')",
  );
  await vi.waitFor(
    () => expect(heard).toEqual(["work: a", "Other Channel: b"]),
    WAIT,
  );
  await listener.stop();
});

test("a lost connection comes back, reports it, and receives notifications again", async () => {
  const { pool, heard, listener, connections } = await listening();
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
  );
  await vi.waitFor(() => expect(connections()).toBe(2), WAIT);
  await pool.query("SELECT pg_notify('work', 'after')");
  await vi.waitFor(() => expect(heard).toEqual(["work: after"]), WAIT);
  await listener.stop();
});

test("stopped, it leaves no connection behind", async () => {
  const { pool, listener } = await listening();
  await listener.stop();
  await vi.waitFor(async () => {
    const { rowCount } = await pool.query(
      `SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    );
    expect(rowCount).toBe(0);
  }, WAIT);
});
