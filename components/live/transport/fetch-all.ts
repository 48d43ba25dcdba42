import { api, type Page } from "./api.ts";

const MAX_PAGE = 100;
const MAX_PAGES = 20;

/** A whole list, page by page; at most so many pages. */
export async function fetchAll<Item>(
  path: string,
  signal?: AbortSignal,
  maxPages = MAX_PAGES,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < maxPages; count += 1) {
    const page = await api<Page<Item>>(path, {
      query: { limit: MAX_PAGE, cursor },
      ...(signal ? { signal } : {}),
    });
    items.push(...page.items);
    if (!page.nextCursor) break;
    cursor = page.nextCursor;
  }
  return items;
}
