import { expect, test } from "vitest";
import { noteServerDate, onServerTime, serverNow } from "./server-clock.ts";

test("times follow the server's clock, however wrong the browser's is, and all who show one are told", () => {
  let told = 0;
  const stop = onServerTime(() => (told += 1));
  const hourAgo = () => new Date(Date.now() - 3_600_000).toUTCString();
  noteServerDate(hourAgo());
  expect(Math.abs(serverNow() - Date.parse(hourAgo()))).toBeLessThan(2_000);
  noteServerDate(hourAgo());
  expect(told).toBe(1);
  noteServerDate(new Date().toUTCString());
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(2_000);
  expect(told).toBe(2);
  noteServerDate("nonsense");
  noteServerDate(null);
  stop();
  noteServerDate(hourAgo());
  expect(told).toBe(2);
  noteServerDate(new Date().toUTCString());
});
