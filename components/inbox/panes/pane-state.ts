"use client";

import { create } from "zustand";

/** Whether the customer is shown over the thread, on a screen without room beside it. */
const useSheet = create<{ isOpen: boolean }>()(() => ({ isOpen: false }));

export function setCustomerSheet(isOpen: boolean): void {
  useSheet.setState({ isOpen });
}

export function useCustomerSheet(): boolean {
  return useSheet(({ isOpen }) => isOpen);
}
