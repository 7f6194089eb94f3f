// Sentry wraps fetch, XMLHttpRequest and listeners for breadcrumbs and spans.
import * as Sentry from '@sentry/browser';
import { everyday, offer } from './everyday.ts';

const crumbs: unknown[] = [];
Sentry.init({
  dsn: 'https://key@sentry.invalid/1',
  tracesSampleRate: 1,
  integrations: [Sentry.browserTracingIntegration({ traceFetch: true, traceXHR: true })],
  transport: () => ({ send: () => Promise.resolve({}), flush: () => Promise.resolve(true) }),
  beforeBreadcrumb(crumb) {
    if (crumb.category === 'fetch' || crumb.category === 'xhr')
      crumbs.push([crumb.category, crumb.data?.method, crumb.data?.url, crumb.data?.status_code]);
    return crumb;
  },
});

offer({
  async work() {
    const results = await everyday('sentry');
    // A second look at how it works afterwards: its own wrapper must still be the one that the page calls.
    return { results, told: [crumbs, '__sentry_original__' in fetch] };
  },
});
