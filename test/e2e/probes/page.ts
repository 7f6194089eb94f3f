// The page's script: runs one group of probes and leaves what they tell where the test finds it.
import { GROUPS } from './groups.ts';
import { type Probe, type Probes, within } from './probe.ts';

// From the first script on: what changes in the document, and what its policy reports.
const mutations: string[] = [];
new MutationObserver((records) => {
  for (const { type, addedNodes, attributeName } of records)
    mutations.push([type, attributeName, ...[...addedNodes].map(({ nodeName }) => nodeName)].join(' '));
}).observe(document, { childList: true, subtree: true, attributes: true });
const violations: string[] = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) => {
  violations.push([effectiveDirective, blockedURI, sourceFile].join(' '));
});
Object.assign(window, { probeMutations: mutations, probeViolations: violations });

/** Longest that one probe may take, ms. */
const PATIENCE = 15_000;

/** One probe; its result as JSON text, which is what is compared. */
async function tell(probe: Probe): Promise<string> {
  try {
    const told = JSON.stringify((await within(PATIENCE, Promise.resolve(probe()))) ?? null);
    // The names that the browser makes up for blobs are never the same.
    return told.replaceAll(/blob:[^\s:)]*:\/\/[^\s/)]*\/[\w-]+|blob:null\/[\w-]+/g, 'blob:');
  } catch (error) {
    return `the probe failed: ${(error as Error).stack}`;
  }
}

/** One after the other: together they would wait for each other's connections. */
async function run(probes: Probes): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const [name, probe] of Object.entries(probes)) results[name] = await tell(probe);
  return results;
}

const group = new URLSearchParams(location.search).get('group') ?? '';
// Nobody waits for this promise: who waits stands in the stack traces of the probes.
void run(GROUPS[group] ?? {}).then((results) => Object.assign(window, { probeResults: results }));
