// Which browser is taken, on machines that are only described.
import { describe, expect, it } from 'vitest';
import { findBrowser, type Machine, places } from '../browsers/find.ts';

const machine = (files: string[], changes: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  env: { PATH: '/opt/bin:relative:/usr/bin' },
  home: '/home/me',
  isFile: (file) => files.includes(file),
  fetch: () => null,
  ...changes,
});

describe('findBrowser', () => {
  it('takes what the environment names before anything else', () => {
    const here = machine(['/my/chrome', '/usr/bin/chromium'], { env: { CHROME_PATH: '/my/chrome' } });
    expect(findBrowser('chromium', here)).toBe('/my/chrome');
  });

  it('says so where the environment names nothing that exists', () => {
    const here = machine(['/usr/bin/firefox'], { env: { FIREFOX_PATH: '/gone' } });
    expect(() => findBrowser('firefox', here)).toThrow('FIREFOX_PATH is /gone, but there is no such file');
  });

  it('prefers Chromium to Chrome and the folders of PATH in their order', () => {
    const files = ['/usr/bin/google-chrome', '/usr/bin/chromium', '/opt/bin/chromium'];
    expect(findBrowser('chromium', machine(files))).toBe('/opt/bin/chromium');
  });

  it('never looks into folders relative to the current one', () => {
    expect(places('firefox', machine([])).every((file) => file.startsWith('/'))).toBe(true);
  });

  it('knows the applications of macOS and the program folders of Windows', () => {
    const mac = '/Applications/Firefox.app/Contents/MacOS/firefox';
    expect(findBrowser('firefox', machine([mac], { platform: 'darwin' }))).toBe(mac);
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    const windows = { platform: 'win32', env: { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' } };
    expect(findBrowser('chromium', machine([edge], windows))).toBe(edge);
  });

  it('has the machine fetch one only where none is there, and else says what to do', () => {
    expect(findBrowser('firefox', machine([], { fetch: (name) => `/fetched/${name}` }))).toBe('/fetched/firefox');
    expect(() => findBrowser('chromium', machine([]))).toThrow('install Chrome or Chromium, or set CHROME_PATH');
  });
});
