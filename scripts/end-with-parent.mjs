/**
 * Preloaded (`node --import`) into a program that another process starts: when
 * that process dies, however suddenly, this one gets SIGTERM and ends in its
 * own orderly way. The parent holds the other end of file descriptor 3.
 */
import net from "node:net";
import process from "node:process";
import { isMainThread } from "node:worker_threads";

const PARENT = 3;

// Processes that this program forks inherit its flags, and have no such descriptor.
const flag = process.execArgv.indexOf("--import");
if (flag !== -1) process.execArgv.splice(flag, 2);

// A thread of this program is preloaded, too. Its end would close the descriptor of them all, and the next connection that
// gets its number would be read here.
if (isMainThread) {
  const parent = new net.Socket({ fd: PARENT });
  parent.on("error", () => undefined); // "close" reports its end
  parent.on("close", () => process.kill(process.pid, "SIGTERM"));
  parent.resume();
  parent.unref();
}
