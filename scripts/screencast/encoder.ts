import { spawn, spawnSync } from "node:child_process";
import type { Writable } from "node:stream";
import { StartError } from "#server/runtime/start-error.ts";

/** The parts of the picture: the console, the customer's Messenger beside it, and the caption below both. */
export const CONSOLE = { width: 1280, height: 720 };
export const PHONE = { width: 440, height: 720 };
export const CAPTION = { width: CONSOLE.width + PHONE.width, height: 88 };

export type Part = "console" | "phone" | "caption";
const PARTS: readonly Part[] = ["console", "phone", "caption"];

const FRAMES_PER_SECOND = 20;
const KEPT_WORDS = 4_000;

/** Writes the newest picture of each part at a constant rate, whatever the pace at which they come. */
export type Encoder = {
  show(part: Part, jpeg: Buffer): void;
  /** Ends the film. @throws StartError with ffmpeg's own words */
  finish(): Promise<void>;
};

/**
 * Installs ffmpeg where we are root on Debian and it is missing.
 * @throws StartError: there is none
 */
export function ensureFfmpeg(): void {
  if (hasFfmpeg()) return;
  if (process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const apt = (...args: string[]) =>
      spawnSync("apt-get", ["-q", ...args], { stdio: "inherit", env });
    console.log("Installing ffmpeg …");
    apt("update");
    apt("install", "-y", "--no-install-recommends", "ffmpeg");
  }
  if (!hasFfmpeg())
    throw new StartError(
      "The film needs ffmpeg: install it (on Debian: apt-get install ffmpeg) and start again.",
    );
}

function hasFfmpeg(): boolean {
  return spawnSync("ffmpeg", ["-version"], { stdio: "ignore" }).status === 0;
}

/** Starts ffmpeg. Every part needs a first picture before the film begins. */
export function startEncoder(
  out: string,
  first: Record<Part, Buffer>,
): Encoder {
  const pipe = (fd: number) =>
    `-f image2pipe -c:v mjpeg -framerate ${FRAMES_PER_SECOND} -i pipe:${fd}`;
  const scaled = (input: number, { width, height }: typeof CONSOLE) =>
    `[${input}:v]scale=${width}:${height},setsar=1`;
  const graph = [
    `${scaled(0, CONSOLE)}[console]`,
    `${scaled(1, PHONE)}[phone]`,
    `${scaled(2, CAPTION)}[caption]`,
    "[console][phone]hstack=inputs=2[both]",
    "[both][caption]vstack=inputs=2,format=yuv420p[film]",
  ].join(";");
  const ffmpeg = spawn(
    "ffmpeg",
    [
      ..."-y -hide_banner -loglevel error".split(" "),
      ...[0, 3, 4].flatMap((fd) => pipe(fd).split(" ")),
      ...["-filter_complex", graph, "-map", "[film]"],
      ..."-c:v libx264 -preset veryfast -crf 21 -movflags +faststart".split(
        " ",
      ),
      out,
    ],
    { stdio: ["pipe", "ignore", "pipe", "pipe", "pipe"] },
  );
  let words = "";
  ffmpeg.stderr?.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-KEPT_WORDS);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    ffmpeg.on("error", reject);
    ffmpeg.on("close", resolve);
  });
  ended.catch(() => undefined); // `finish` tells of it
  const inputs = [0, 3, 4].map((fd) => ffmpeg.stdio[fd] as Writable);
  // An ffmpeg that ended has said why.
  for (const input of inputs) input.on("error", () => undefined);
  const shown = { ...first };
  const startedAt = performance.now();
  let written = 0;
  const write = () => {
    const due = Math.floor(
      ((performance.now() - startedAt) / 1000) * FRAMES_PER_SECOND,
    );
    for (; written < due; written += 1)
      PARTS.forEach((part, at) => inputs[at]?.write(shown[part]));
  };
  const timer = setInterval(write, 1000 / FRAMES_PER_SECOND);
  return {
    show(part, jpeg) {
      write(); // what was shown until now
      shown[part] = jpeg;
    },
    async finish() {
      clearInterval(timer);
      write();
      for (const input of inputs) input.end();
      const code = await ended;
      if (code !== 0)
        throw new StartError(`ffmpeg wrote no film: ${words.trim()}`);
    },
  };
}
