import { parse as parseDisposition } from "content-disposition";
import { bare, typeOf } from "../world/attachments.ts";
import { createAsset } from "../world/create.ts";
import { newDigits } from "../world/ids.ts";
import type {
  SimAttachment,
  SimPage,
  SimUpload,
  World,
} from "../world/model.ts";
import { refuse } from "./errors.ts";
import { isRecord, textParam, type GraphFile } from "./request.ts";

const MB = 1024 * 1024;
const MAX_IMAGE_BY_URL_BYTES = 8 * MB;
const MAX_BYTES = 25 * MB;
const FETCH_TIMEOUT_MS = 10_000;
const VIDEO_FETCH_TIMEOUT_MS = 75_000;
const MEDIA_TYPES = ["image", "video", "audio", "file"] as const;
type MediaType = (typeof MEDIA_TYPES)[number];

export type Resolved = {
  attachment: SimAttachment;
  /** Set when the caller asked for a reusable one. */
  attachmentId: string | null;
};

/** The bytes behind `message.attachment`: fetched from its URL, taken from the
 *  multipart file, or known by attachment id. @throws GraphError 100/… */
export async function resolveAttachment(
  world: World,
  page: SimPage,
  given: unknown,
  file: GraphFile | null,
): Promise<Resolved> {
  if (!isRecord(given))
    throw refuse.badParameter("Param attachment must be an object.");
  const type = textParam(given, "type");
  const payload = isRecord(given["payload"]) ? given["payload"] : {};
  if (type === "template") return template(payload);
  if (!isMedia(type))
    throw refuse.badParameter(
      "Param message[attachment][type] must be one of {image, video, audio, file, template}",
    );
  const reuse = textParam(payload, "attachment_id");
  if (reuse !== null) return known(world, page, reuse);
  const attachment = file
    ? store(world, type, file, MAX_BYTES)
    : await fetched(world, type, textParam(payload, "url"));
  const isReusable =
    payload["is_reusable"] === true || payload["is_reusable"] === "true";
  return {
    attachment,
    attachmentId: isReusable
      ? keep(world, page, attachment).attachmentId
      : null,
  };
}

/** A stored attachment with an id that lives `attachmentLifetimeMs`. */
export function keep(
  world: World,
  page: SimPage,
  attachment: SimAttachment,
): SimUpload {
  // 15 digits: exact as a JSON number, which is how echoes carry it.
  const attachmentId = newDigits(15, "5");
  attachment.attachmentId = attachmentId;
  const upload = {
    attachmentId,
    pageId: page.id,
    attachment,
    createdAt: Date.now(),
  };
  world.uploads.set(attachmentId, upload);
  return upload;
}

function isMedia(type: string | null): type is MediaType {
  return MEDIA_TYPES.some((one) => one === type);
}

function known(world: World, page: SimPage, id: string): Resolved {
  const upload = world.uploads.get(id);
  const isAlive =
    upload?.pageId === page.id &&
    Date.now() - upload.createdAt < world.settings.attachmentLifetimeMs;
  if (!upload || !isAlive)
    throw refuse.badParameter(
      "Attachment ID is invalid, expired, or belongs to another page.",
      2018074,
    );
  return { attachment: { ...upload.attachment }, attachmentId: null };
}

function template(payload: Record<string, unknown>): Resolved {
  const kind = textParam(payload, "template_type");
  if (kind === null)
    throw refuse.badParameter(
      "Param message[attachment][payload][template_type] is required",
    );
  const text = textParam(payload, "text") ?? "";
  const buttons = payload["buttons"];
  const elements = payload["elements"];
  if (kind === "button" && (text === "" || text.length > 640))
    throw refuse.badParameter(
      "A button template's text must have 1 to 640 characters.",
    );
  if (Array.isArray(buttons) && buttons.length > 3)
    throw refuse.badParameter("A template may have at most 3 buttons.");
  if (Array.isArray(elements) && elements.length > 10)
    throw refuse.badParameter("A template may have at most 10 elements.");
  return {
    attachment: bare({ type: "template", payload }),
    attachmentId: null,
  };
}

async function fetched(
  world: World,
  type: MediaType,
  url: string | null,
): Promise<SimAttachment> {
  if (url === null)
    throw refuse.badParameter(
      "An attachment needs a URL, a file or an attachment id.",
    );
  const timeoutMs =
    type === "video" ? VIDEO_FETCH_TIMEOUT_MS : FETCH_TIMEOUT_MS;
  let file: GraphFile;
  try {
    const response = await fetch(url, {
      headers: { "User-Agent": "facebookexternalhit/1.1" },
      signal: AbortSignal.any([
        world.timers.stopping,
        AbortSignal.timeout(timeoutMs),
      ]),
    });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    file = {
      name: fileName(url, response.headers.get("content-disposition")),
      mimeType:
        (response.headers.get("content-type") ?? "").split(";")[0] ?? "",
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  } catch {
    throw refuse.badParameter("Failed to fetch the file from the url", 2018008);
  }
  return store(
    world,
    type,
    file,
    type === "image" ? MAX_IMAGE_BY_URL_BYTES : MAX_BYTES,
  );
}

function store(
  world: World,
  type: MediaType,
  file: GraphFile,
  most: number,
): SimAttachment {
  if (file.bytes.length > most)
    throw refuse.badParameter(
      "Attachment size exceeds allowable limit",
      2018109,
    );
  if (type !== "file" && typeOf(file.mimeType) !== type)
    throw refuse.badParameter(
      "Upload attachment failure: the file's type does not match the attachment's.",
      2018047,
    );
  const asset = createAsset(world, {
    name: file.name,
    mimeType: file.mimeType || "application/octet-stream",
    bytes: file.bytes,
  });
  return bare({
    type,
    assetId: asset.id,
    name: asset.name,
    mimeType: asset.mimeType,
    size: asset.size,
  });
}

function fileName(url: string, disposition: string | null): string {
  const { filename } = parseDisposition(disposition ?? "").parameters;
  if (filename) return filename;
  const last = new URL(url).pathname.split("/").filter(Boolean).at(-1);
  return decodeURIComponent(last ?? "file");
}
