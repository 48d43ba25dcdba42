"use client";

import { create } from "zustand";

/** Is the customer shown over the thread, where there is no room beside it? */
const useSheet = create<{ isOpen: boolean }>()(() => ({ isOpen: false }));

export function setCustomerSheet(isOpen: boolean): void {
  useSheet.setState({ isOpen });
}

export function useCustomerSheet(): boolean {
  return useSheet(({ isOpen }) => isOpen);
}
