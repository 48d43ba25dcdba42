let isLeaving = false;

/**
 * Makes this browser's console another person's by `act`, then loads the page
 * at `path`. Meanwhile the connection is cut; it must not reload the page before.
 * @throws the error of `act`
 */
export async function leaveConsole(
  act: () => Promise<unknown>,
  path: string,
): Promise<void> {
  isLeaving = true;
  try {
    await act();
    window.location.assign(path);
  } catch (error) {
    isLeaving = false;
    throw error;
  }
}

export function isLeavingConsole(): boolean {
  return isLeaving;
}
