// Settings survive a session and distrust what is stored.
import { describe, expect, it, vi } from 'vitest';
import { defaultSettings, openSettings } from './settings.ts';

const storageWith = (initial: string | null) => {
  let kept = initial;
  return {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value;
    },
  };
};

describe('settings', () => {
  it('keeps a choice for the next session', () => {
    const storage = storageWith(null);
    openSettings(storage).set('keepLog', true);
    expect(openSettings(storage).get('keepLog')).toBe(true);
  });

  it('falls back to the defaults where the stored text is not JSON', () => {
    expect(openSettings(storageWith('{{')).get('listWidth')).toBe(defaultSettings().listWidth);
  });

  it.each(['null', '3', '"x"', '[]'])('falls back to the defaults for %s', (stored) => {
    expect(openSettings(storageWith(stored)).get('theme')).toBe('devtools');
  });

  it('replaces only the broken part', () => {
    const settings = openSettings(storageWith('{"listWidth":"wide","theme":"dark","columnWidths":{"a":-1}}'));
    expect(settings.get('listWidth')).toBe(defaultSettings().listWidth);
    expect(settings.get('theme')).toBe('dark');
    expect(settings.get('columnWidths')).toEqual({});
  });

  it('holds a choice for the session where storage cannot be written', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    const settings = openSettings(full);
    settings.set('theme', 'light');
    expect(settings.get('theme')).toBe('light');
  });

  it('tells subscribers of a change, and of nothing else', () => {
    const settings = openSettings(storageWith(null));
    const listener = vi.fn();
    const stop = settings.subscribe(listener);
    settings.set('wrap', settings.get('wrap'));
    expect(listener).not.toHaveBeenCalled();
    settings.set('wrap', !settings.get('wrap'));
    stop();
    settings.set('theme', 'dark');
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
