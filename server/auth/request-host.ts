import { currentHost, type Host } from "#server/auth/host.ts";

let opening: Promise<Host> | null = null;

/**
 * The host, opened now where no server has set one.
 * @throws StartError
 */
export async function requestHost(): Promise<Host> {
  const host = currentHost();
  if (host) return host;
  // Only then does the pages' bundle load the database and its libraries.
  const { openHost } = await import("#server/auth/open-host.ts");
  opening ??= openHost(process.env).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}
