"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { IconButton } from "./icon-button.tsx";

const SHOWN_MS = 1_600;

export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useTranslations("common");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await writeClipboard(text);
    setCopied(true);
  };
  return (
    <IconButton
      label={copied ? t("copied") : label}
      onClick={() => void copy()}
      size="icon-sm"
    >
      {copied ? <Check className="text-success" /> : <Copy />}
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </IconButton>
  );
}

/** The clipboard API exists only on https and localhost, which an office server may not have, and a browser may refuse it. */
export async function writeClipboard(text: string): Promise<void> {
  if ("clipboard" in navigator) {
    try {
      return await navigator.clipboard.writeText(text);
    } catch {
      // The old way is left.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A value to copy: shown whole, selectable, with its button. */
export function CopyField({ value, label }: { value: string; label: string }) {
  const t = useTranslations("common");
  return (
    <div>
      <p className="mb-1 text-sm font-medium">{label}</p>
      <div className="flex items-center gap-1 rounded-md border bg-muted/60 py-0.5 ps-2.5 pe-0.5">
        <code className="min-w-0 flex-1 font-mono text-xs break-all select-all">
          {value}
        </code>
        <CopyButton text={value} label={t("copyWhat", { what: label })} />
      </div>
    </div>
  );
}
