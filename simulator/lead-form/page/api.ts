/** A form as the control API shows it. */
export type Form = {
  id: string;
  name: string;
  questions: {
    key: string;
    label: string;
    type: string;
    options?: { key: string; value: string }[];
  }[];
  consents: { key: string; text: string }[];
};

export type Answers = {
  formId: string;
  fields: Record<string, string>;
  consents: string[];
  platform: "fb" | "ig";
  ad: { adId: string; adName: string; campaignId: string } | null;
};

async function call<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(`/_sim${path}`, {
    method: body === undefined ? "GET" : "POST",
    ...(body === undefined
      ? {}
      : {
          body: JSON.stringify(body),
          headers: { "Content-Type": "application/json" },
        }),
  });
  const answer = (await response.json()) as T & { error?: { message: string } };
  if (!response.ok)
    throw new Error(answer.error?.message ?? response.statusText);
  return answer;
}

/** The control API as this page uses it. Throws Error with the simulator's words. */
export const api = {
  pages: async () =>
    (await call<{ pages: { pageId: string; name: string }[] }>("/world")).pages,
  forms: (pageId: string) =>
    call<Form[]>(`/pages/${encodeURIComponent(pageId)}/forms`),
  fillIn: (pageId: string, answers: Answers) =>
    call<{ leadgenId: string }>(
      `/pages/${encodeURIComponent(pageId)}/leads`,
      answers,
    ),
};
