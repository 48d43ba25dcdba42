"use client";

import { create } from "zustand";

type MenuDialog = "status" | "signOut" | null;

/** The dialog of the user menu on the screen, which the menu and the palette open. */
const useOpenDialog = create<{ dialog: MenuDialog }>()(() => ({
  dialog: null,
}));

export function openMenuDialog(dialog: MenuDialog): void {
  useOpenDialog.setState({ dialog });
}

export function useMenuDialog(): MenuDialog {
  return useOpenDialog(({ dialog }) => dialog);
}
