const LOOK_AGAIN_MS = 2_000;
/** The loader itself tries a file again within 600 ms; a file that failed must be given up before it is asked for anew. */
const SETTLED_MS = 1_000;
const TRIES = 3;

/**
 * A load that waits for the connection: an offline agent waits for a part of
 * the page and does not lose the page. @throws the error of `load` where the
 * server goes on answering: a newer version has replaced it
 */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await load();
    } catch (error) {
      if (tries === TRIES) throw error;
      while (!(await servesFiles())) await rest(LOOK_AGAIN_MS);
      if (tries > 1) await rest(SETTLED_MS);
    }
  }
}

/** A server that starts is alive and answers 503 for files; so does a proxy in front of one that is gone. */
function servesFiles(): Promise<boolean> {
  return fetch("/robots.txt", { method: "HEAD", cache: "no-store" }).then(
    ({ status }) => status < 500,
    () => false,
  );
}

export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
