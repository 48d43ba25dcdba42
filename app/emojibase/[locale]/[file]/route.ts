/**
 * The emoji picker's names and keywords, from the installed package: the
 * picker would otherwise fetch them from a CDN. Made at build time.
 */
export const dynamic = "force-static";
export const dynamicParams = false;

const SOURCES: Record<string, () => Promise<{ default: unknown }>> = {
  "en/data.json": () => import("emojibase-data/en/data.json"),
  "en/messages.json": () => import("emojibase-data/en/messages.json"),
  "zh/data.json": () => import("emojibase-data/zh/data.json"),
  "zh/messages.json": () => import("emojibase-data/zh/messages.json"),
  "zh-hant/data.json": () => import("emojibase-data/zh-hant/data.json"),
  "zh-hant/messages.json": () => import("emojibase-data/zh-hant/messages.json"),
};

export function generateStaticParams() {
  return Object.keys(SOURCES).map((path) => {
    const [locale, file] = path.split("/");
    return { locale, file };
  });
}

export async function GET(
  _request: Request,
  { params }: { params: Promise<{ locale: string; file: string }> },
) {
  const { locale, file } = await params;
  const source = SOURCES[`${locale}/${file}`];
  if (!source) return new Response(null, { status: 404 });
  return Response.json((await source()).default, {
    headers: { "cache-control": "public, max-age=86400" },
  });
}
