import type { UpdateQueue } from "#contract/routing/queue-requests.ts";
import type { Queue } from "#contract/routing/queue.ts";
import { invalidField } from "#server/domain/app-error.ts";
import type { Context } from "#server/domain/context.ts";

/**
 * A queue's routing service as columns; undefined: as it was. Whether a name
 * leads to a private address is seen when it is asked.
 * @param known the service it has now.
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
  // An old secret must not vouch for us wherever somebody points it.
  if (secret === undefined && url !== known?.url)
    throw invalidField("service.secret", "secret_missing");
  return {
    serviceUrl: url,
    ...(secret === undefined
      ? {}
      : { serviceSecretSealed: vault.seal(secret) }),
  };
}

/** For the audit. Pure. */
export function withoutSecret({ service, ...rest }: UpdateQueue) {
  return service ? { ...rest, service: { url: service.url } } : rest;
}
