const ICON = "/icons/icon-192.png";
const SIZE_PX = 64;
const MAX_SHOWN = 99;

type Badging = {
  setAppBadge?: (count: number) => Promise<void>;
  clearAppBadge?: () => Promise<void>;
};

/** Shows a number on the icon of the tab and of the installed app; 0 shows none. */
export function showBadge(count: number): void {
  const app = navigator as Badging;
  // Browsers refuse it where the app is not installed.
  void (count > 0 ? app.setAppBadge?.(count) : app.clearAppBadge?.())?.catch(
    () => undefined,
  );
  void drawOnTab(count);
}

let wanted = 0;
/** The tab's icons as the page has them. */
const plain = new Map<HTMLLinkElement, string>();

async function drawOnTab(count: number): Promise<void> {
  wanted = count;
  const href = count > 0 ? await drawn(count) : null;
  if (wanted !== count) return;
  for (const link of document.querySelectorAll<HTMLLinkElement>(
    "link[rel~=icon]",
  )) {
    if (!link.href.startsWith("data:")) plain.set(link, link.href);
    const own = plain.get(link);
    if (href ?? own) link.href = href ?? own ?? "";
  }
}

async function drawn(count: number): Promise<string | null> {
  const icon = new Image(SIZE_PX, SIZE_PX);
  icon.src = ICON;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE_PX;
  const paint = canvas.getContext("2d");
  const isLoaded = await icon.decode().then(
    () => true,
    () => false,
  );
  if (!paint || !isLoaded) return null;
  paint.drawImage(icon, 0, 0, SIZE_PX, SIZE_PX);
  const text = count > MAX_SHOWN ? `${MAX_SHOWN}+` : String(count);
  const radius = 20;
  const width = Math.max(2 * radius, 14 * text.length + 16);
  paint.fillStyle = "#c62828";
  paint.beginPath();
  paint.roundRect(SIZE_PX - width, 0, width, 2 * radius, radius);
  paint.fill();
  paint.fillStyle = "#ffffff";
  paint.font = "600 30px system-ui, sans-serif";
  paint.textAlign = "center";
  paint.textBaseline = "middle";
  paint.fillText(text, SIZE_PX - width / 2, radius + 2, width - 6);
  return canvas.toDataURL("image/png");
}
