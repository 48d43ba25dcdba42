const LOOK_AGAIN_MS = 2_000;

/**
 * A load that waits for the connection: an offline agent waits for a part of
 * the page and does not lose the page. @throws the error of `load` where the
 * server answers: a newer version has replaced it
 */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (let isReached = false; ; isReached = true) {
    try {
      return await load();
    } catch (error) {
      if (isReached) throw error;
      while (!(await isReachable())) await rest(LOOK_AGAIN_MS);
    }
  }
}

function isReachable(): Promise<boolean> {
  return fetch("/api/health", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
}

export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
