// Pages with a strict Content Security Policy: what it lets through, what it refuses, and what it says of that.
import { attempt, attemptLater, type Probes, turn, within } from './probe.ts';

/** For a page with a strict policy. */
export const policyProbes: Probes = {
  'policy violations and reports': async () => {
    const seen = (window as never as { probeViolations: unknown[] }).probeViolations;
    await (await fetch('/json')).text();
    new WebSocket('/ws?refuse=403').close();
    await turn(50);
    return seen;
  },
  'source texts and wrong calls': () => [
    String(fetch),
    String(WebSocket),
    attempt(() => new WebSocket('http://[')),
    attempt(() => new XMLHttpRequest().open('GET', 'http://[')),
  ],
  'requests that the policy refuses': async () => {
    const other = 'http://127.0.0.1:9999/';
    const xhr = new XMLHttpRequest();
    xhr.open('GET', other);
    const failed = new Promise((resolve) => {
      xhr.onloadend = () => resolve([xhr.status, xhr.readyState]);
    });
    xhr.send();
    const source = new EventSource(other);
    const closed = new Promise((resolve) => {
      source.onerror = () => resolve(source.readyState);
    });
    return [
      await attemptLater(() => fetch(other)),
      attempt(() => new WebSocket('ws://127.0.0.1:9999')),
      await failed,
      await within(2000, closed),
      (window as never as { probeViolations: unknown[] }).probeViolations.length,
    ];
  },
  'the place that a violation names': async () => {
    const violation = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ sourceFile }) => resolve(sourceFile), { once: true });
    });
    fetch('http://127.0.0.1:9998/').catch(() => {});
    return (await violation).replace(/.*\//, '');
  },
};
