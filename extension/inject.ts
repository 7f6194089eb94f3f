// Brings the actor into a frame of the inspected tab: when a person asks for something there, not before.
import { act } from '../src/replay/actor.ts';

/**
 * @param name of the loan that the hook of that frame has ready
 * @returns false where the actor found none, or the browser lets nothing in
 */
export async function inject(tabId: number, frameId: number, name: string): Promise<boolean> {
  try {
    const target = { tabId, frameIds: [frameId] };
    const [done] = await chrome.scripting.executeScript({ target, world: 'MAIN', func: act, args: [name] });
    return done?.result === true;
  } catch {
    // The frame is gone, or belongs to the browser itself.
    return false;
  }
}
