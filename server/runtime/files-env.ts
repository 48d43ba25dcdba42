import { StartError } from "./start-error.ts";

/** The places of files. */
export type FilesEnv = {
  /** The place of new files. */
  place: "disk" | "s3";
  /** Null: there is no bucket. With one, files are also looked for in it, or on the disk, whichever `place` is not. */
  s3: S3Env | null;
};

/** A bucket of Amazon S3, or of a service that speaks its protocol. */
export type S3Env = {
  bucket: string;
  region: string;
  /** Null: Amazon's own. */
  endpoint: string | null;
  /** Null: the machine's own credentials, as Amazon's library finds them. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
};

type Settings = {
  FILES: "disk" | "s3";
  S3_BUCKET?: string | undefined;
  S3_REGION: string;
  S3_ENDPOINT?: string | undefined;
  S3_ACCESS_KEY_ID?: string | undefined;
  S3_SECRET_ACCESS_KEY?: string | undefined;
};

/** @throws StartError one sentence that names what is missing */
export function filesEnvOf(env: Settings): FilesEnv {
  const { FILES: place, S3_BUCKET: bucket } = env;
  const id = env.S3_ACCESS_KEY_ID;
  const secret = env.S3_SECRET_ACCESS_KEY;
  if (bucket === undefined) {
    if (place === "s3")
      throw new StartError("S3_BUCKET is missing: FILES is s3.");
    return { place, s3: null };
  }
  if ((id === undefined) !== (secret === undefined)) {
    const [missing, set] =
      id === undefined
        ? ["S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"]
        : ["S3_SECRET_ACCESS_KEY", "S3_ACCESS_KEY_ID"];
    throw new StartError(`${missing} is missing: ${set} is set.`);
  }
  return {
    place,
    s3: {
      bucket,
      region: env.S3_REGION,
      endpoint: env.S3_ENDPOINT ?? null,
      credentials:
        id !== undefined && secret !== undefined
          ? { accessKeyId: id, secretAccessKey: secret }
          : null,
    },
  };
}
