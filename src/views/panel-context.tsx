// What every component of the panel may need, passed down once.
import { createContext, useContext } from 'solid-js';
import type { DecodeService } from '../decode/decoded.ts';
import type { Language } from '../i18n/language.ts';
import type { Store } from '../store/store.ts';
import type { Controls } from './controls.ts';
import type { Live, LiveControls, LiveSettings } from './live.ts';
import type { DraftOf } from './replay/drafts.ts';
import type { Mask, Secrets } from './secrets.ts';
import type { Tasks } from './tasks/tasks.ts';

export interface Panel {
  store: Store;
  decode: DecodeService;
  controls: Controls;
  live: Live & LiveControls;
  settings: LiveSettings;
  tasks: Tasks;
  draftOf: DraftOf;
  secrets: Secrets;
  /** Of the extension. */
  version: string;
  t: Language['t'];
  format: Language['format'];
}

export const PanelContext = createContext<Panel>();

export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('This component must stand inside <App>.');
  return panel;
}

/** The mask of the exchange whose details these are. */
export const MaskContext = createContext<Mask>();

export function useMask(): Mask {
  const mask = useContext(MaskContext);
  if (!mask) throw new Error('This component must stand inside the details of an exchange.');
  return mask;
}
