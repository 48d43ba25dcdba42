import { parentPort, workerData } from "node:worker_threads";
import { drawPaper } from "./draw.ts";
import type { Paper } from "./paper.ts";

// Drawing takes seconds for thousands of messages: in the server's own thread, nothing else would go on meanwhile.
const bytes = await drawPaper(workerData as Paper);
parentPort?.postMessage(bytes);
