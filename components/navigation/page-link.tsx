"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import { askToLeave } from "#components/page/unsaved.ts";
import { useMustStay } from "./use-go.ts";

type Props = Omit<ComponentProps<typeof Link>, "href"> & { href: string };

/** To another page of the console. */
export function PageLink(props: Props) {
  const router = useRouter();
  const mustStay = useMustStay();
  const leave = () => router.push(props.href);
  return (
    <Link
      {...props}
      onNavigate={(event) => {
        if (mustStay() || askToLeave(leave)) event.preventDefault();
        else props.onNavigate?.(event);
      }}
    />
  );
}
