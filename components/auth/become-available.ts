import { api } from "#components/live/transport/api.ts";

/** Whoever comes in is here; not being counted in would only cost a second click. */
export async function becomeAvailable(): Promise<void> {
  await api("/me/presence", {
    method: "PATCH",
    body: { presence: "available" },
  }).catch(() => undefined);
}
