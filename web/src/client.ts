/** The build of this script, and whether pages have come that it can no longer show. */

/** Raised, with the number in publish/client.py, by a change that a page already open cannot live with. */
export const CLIENT = 1;

const KEY = "outright.client";

/** Whether this script is older than ``least``: true once in this tab for each number, so that a cache which still has
    the old page cannot make it load for ever. */
export function outlived(least: number): boolean {
  if (!(least > CLIENT)) return false;
  try {
    if (sessionStorage.getItem(KEY) === String(least)) return false;
    sessionStorage.setItem(KEY, String(least));
  } catch {
    return false;
  }
  return true;
}

/** The oldest build that a page says may stay open. */
export const leastOf = (page: Document): number => Number(page.documentElement.dataset["clientMin"] ?? 0);
