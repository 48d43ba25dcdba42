/**
 * Preloaded (`node --import`) into a process of the fault suite: its clock can
 * be set, as by a person or by NTP, while its steady counter and its timers go
 * on, as those of a machine do. SIGUSR2: the file that PARLEY_CLOCK names says
 * by how many milliseconds the clock is wrong from now on.
 */
import fs from "node:fs";
import process from "node:process";

const RealDate = Date;
const file = process.env.PARLEY_CLOCK;
let offMs = 0;
const read = () => {
  offMs = Number(fs.readFileSync(file, "utf8"));
};
const now = () => RealDate.now() + offMs;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, given, asked) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, asked),
  get: (target, name, receiver) =>
    name === "now" ? now : Reflect.get(target, name, receiver),
});
// An instance leads back to the one clock, too.
RealDate.prototype.constructor = globalThis.Date;

if (file !== undefined) {
  read();
  process.on("SIGUSR2", read);
}
