import type { Answer, ApiCustomer, ReceivedRequest } from "../state.ts";

export type View = {
  callbackUrl: string;
  inboundUrl: string | null;
  answer: Answer;
  customers: ApiCustomer[];
  requests: ReceivedRequest[];
};

export type Person = Pick<ApiCustomer, "id">;

async function call<T>(method: string, path: string, body?: object) {
  const response = await fetch(`/_sim${path}`, {
    method,
    ...(body === undefined
      ? {}
      : {
          body: JSON.stringify(body),
          headers: { "Content-Type": "application/json" },
        }),
  });
  return read<T>(response);
}

async function read<T>(response: Response): Promise<T> {
  const answer = (await response.json()) as T & { error?: { message: string } };
  if (!response.ok)
    throw new Error(answer.error?.message ?? response.statusText);
  return answer;
}

const ROOT = "/api-channel";

/** The control API as this page uses it. Throws Error with the simulator's words. */
export const api = {
  view: () => call<View>("GET", ROOT),
  connect: (values: Record<string, string>) => call<View>("PUT", ROOT, values),
  register: (values: Record<string, string>) =>
    call<View>("POST", `${ROOT}/register`, values),
  setAnswer: (change: Partial<Answer>) =>
    call<Answer>("PATCH", `${ROOT}/answer`, change),
  newCustomer: (name: string) =>
    call<Person>("POST", `${ROOT}/customers`, { name }),
  write: ({ id }: Person, message: { text?: string; assetIds: string[] }) =>
    call<object>("POST", `${ROOT}/customers/${id}/messages`, message),
  tell: ({ id }: Person, event: object) =>
    call<object>("POST", `${ROOT}/customers/${id}/events`, event),
  async upload(file: File): Promise<string> {
    const name = encodeURIComponent(file.name || "file");
    const response = await fetch(`/_sim/uploads?name=${name}`, {
      method: "POST",
      body: file,
      headers: { "Content-Type": file.type || "application/octet-stream" },
    });
    return (await read<{ assetId: string }>(response)).assetId;
  },
};
