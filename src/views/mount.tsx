// Puts the panel into the page that is made for it: that of DevTools, or the viewer.
import { render } from 'solid-js/web';
import { App, type AppProps } from './app.tsx';

/** Shows the panel in the page's element `app`. `theme` is read again when it changes. */
export function mount(theme: () => AppProps['theme'], props: Omit<AppProps, 'theme'>): void {
  const root = document.getElementById('app');
  if (root) render(() => <App {...props} theme={theme()} />, root);
}
