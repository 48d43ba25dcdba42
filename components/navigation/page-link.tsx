"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useMustStay } from "./use-go.ts";

/** To another page of the console. */
export function PageLink(props: ComponentProps<typeof Link>) {
  const mustStay = useMustStay();
  return (
    <Link
      {...props}
      onNavigate={(event) => {
        if (mustStay()) event.preventDefault();
        else props.onNavigate?.(event);
      }}
    />
  );
}
