// Brings actor, stage or gate into a frame of the inspected tab: when a person asks for something there, not before.
import { standAtGate } from 'virtual:gate';
import { comeOnStage } from 'virtual:stage';
import { act } from '../src/replay/actor.ts';
import type { Guest } from '../src/wire/act.ts';

const CODE: Record<Guest, (name: string) => boolean> = { actor: act, stage: comeOnStage, gate: standAtGate };

/**
 * @param name of the loan that the hook of that frame has ready
 * @returns false where the actor found none, or the browser lets nothing in
 */
export async function inject(tabId: number, frameId: number, name: string, guest: Guest): Promise<boolean> {
  try {
    const target = { tabId, frameIds: [frameId] };
    const [done] = await chrome.scripting.executeScript({
      target,
      world: 'MAIN',
      // While the page is still loading, too.
      injectImmediately: true,
      func: CODE[guest],
      args: [name],
    });
    return done?.result === true;
  } catch {
    // The frame is gone, or belongs to the browser itself.
    return false;
  }
}
