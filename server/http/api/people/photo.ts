import { agentSchema } from "#contract/people/agent.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { FilePart, FileStore } from "#server/domain/file-store.ts";
import {
  MAX_PHOTO_BYTES,
  openPhoto,
  removePhoto,
  setPhoto,
} from "#server/domain/people/photo.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { readPast } from "#server/http/edge/request/body.ts";
import { fileOfForm } from "#server/http/edge/request/multipart.ts";
import { pictureResponse } from "#server/http/edge/response/file-response.ts";

/** Photos of agents. */
export function photoRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "put",
      tag: "Me",
      path: "/me/photo",
      name: "setPhoto",
      summary: "Set your photo",
      description:
        "Send multipart/form-data with the field `file`: a JPEG, PNG, WebP, GIF or AVIF of at most 15 MB. Parley keeps a square of 256 pixels without the data of the camera.",
      file: "upload",
      answer: agentSchema,
      problems: [
        "file_too_large",
        "file_type_refused",
        "storage_full",
        "storage_unavailable",
        "unsupported_type",
        "invalid_input",
      ],
    },
    async ({ context, actor, call }) => {
      const { raw } = call.req;
      try {
        return await setPhoto(context, actor, () =>
          receivePhoto(raw, context.files),
        );
      } catch (error) {
        await readPast(raw);
        throw error;
      }
    },
  );
  endpoint(
    api,
    {
      method: "delete",
      tag: "Me",
      path: "/me/photo",
      name: "removePhoto",
      summary: "Remove your photo",
    },
    ({ context, actor }) => removePhoto(context, actor),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Agents",
      path: "/agents/{id}/photo",
      name: "getAgentPhoto",
      reviewers: "own",
      summary: "Get an agent’s photo",
      problems: ["file_gone"],
      file: "download",
      status: 200,
    },
    async ({ context, actor, id, call }) =>
      pictureResponse(
        await openPhoto(context, actor, id),
        call.req.raw.headers,
      ),
  );
}

async function receivePhoto(
  request: Request,
  files: FileStore,
): Promise<FilePart> {
  const part = await fileOfForm(request, "file", {
    receive: (file) => files.receive(file, MAX_PHOTO_BYTES),
    undo: (received) => received.discard(),
  });
  if (part === null)
    throw invalidInput("file", "Send the picture in the field `file`.");
  return part;
}
