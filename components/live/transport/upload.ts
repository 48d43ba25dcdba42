import type { Attachment } from "#contract/threads/message.ts";
import { apiUrl, NetworkError, readAnswer, REQUEST_ID } from "./api.ts";

/** Sends one file for a message; `onProgress` gets 0 … 1. */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  return sendFile<Attachment>("POST", "/files", { file, onProgress, signal });
}

/** Uploads a stored file once more, for another place of its own. @throws ApiError, NetworkError */
export async function uploadAgain({
  url,
  name,
}: Pick<Attachment, "url" | "name">): Promise<Attachment> {
  const answer = await fetch(url ?? "").catch(() => {
    throw new NetworkError();
  });
  if (!answer.ok)
    await readAnswer(
      answer.status,
      () => answer.text(),
      answer.headers.get(REQUEST_ID),
    );
  const content = await answer.blob();
  const file = new File([content], name ?? "", { type: content.type });
  return sendFile<Attachment>("POST", "/files", { file });
}

/** fetch() reports no upload progress, hence XMLHttpRequest. @throws ApiError, NetworkError */
export function sendFile<Answer>(
  method: "POST" | "PUT",
  path: string,
  {
    file,
    onProgress,
    signal,
  }: {
    file: File;
    onProgress?: (share: number) => void;
    signal?: AbortSignal;
  },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, apiUrl(path));
    request.setRequestHeader("x-parley", "1");
    request.setRequestHeader("accept", "application/json");
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress?.(total > 0 ? loaded / total : 0);
    request.onload = () =>
      readAnswer<Answer>(
        request.status,
        () => Promise.resolve(request.responseText),
        request.getResponseHeader(REQUEST_ID),
      ).then(resolve, reject);
    request.onerror = () => reject(new NetworkError("No answer"));
    request.onabort = () =>
      reject(new DOMException("Upload cancelled", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}
