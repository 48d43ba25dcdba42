import { api } from "#components/live/transport/api.ts";

/**
 * Changes an existing record (PATCH), or creates one (POST).
 * @param noun of the API's path
 * @throws ApiError
 */
export function saveRecord<Item>(
  noun: string,
  id: string | undefined,
  body: unknown,
): Promise<Item> {
  return id === undefined
    ? api<Item>(`/${noun}`, { method: "POST", body })
    : api<Item>(`/${noun}/${id}`, { method: "PATCH", body });
}
