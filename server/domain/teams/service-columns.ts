import type { UpdateQueue } from "#contract/routing/queue-requests.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * A queue's routing service as columns; undefined: unchanged. Whether a name resolves to a private address is
 * checked at each request.
 * @param known the present service.
 * @throws AppError invalid_input
 */
export function serviceColumns(
  { vault, config }: Context,
  service: UpdateQueue["service"],
  known: Queue["service"],
) {
  if (service === undefined) return {};
  if (service === null) return { serviceUrl: null, serviceSecretSealed: null };
  const { url, secret } = service;
  const { protocol, username, password } = new URL(url);
  if (username !== "" || password !== "")
    throw invalidField("service.url", "url_credentials");
  if (protocol !== "https:" && !config.allowPrivateServices)
    throw invalidField("service.url", "url_https");
  // The old secret must not authenticate us to another address.
  if (secret === undefined && url !== known?.url)
    throw invalidField("service.secret", "secret_missing");
  return {
    serviceUrl: url,
    ...(secret === undefined
      ? {}
      : { serviceSecretSealed: vault.seal(secret) }),
  };
}

/** The input without its secret, for the audit log. Pure. */
export function withoutSecret({ service, ...rest }: UpdateQueue) {
  return service ? { ...rest, service: { url: service.url } } : rest;
}
