// Firefox only: panels there cannot hear content scripts, so the event page joins the relays of a tab to its panel.
// It keeps no state that matters: when it is put to sleep both sides reconnect and resume.
import type { Guest } from '../wire/act.ts';
import { CONNECT, PANEL_PORT, RELAY_PORT } from '../wire/names.ts';
import type { HeardPort } from '../wire/port.ts';
import type { FromRouter, ToRouter } from '../wire/router.ts';

export interface RouterRuntime {
  onConnect: { addListener(listener: (port: HeardPort) => void): void };
  /** Asks the relays of a tab to connect. */
  askTab(tabId: number, message: string): void;
  /** Brings actor or stage into a frame, where it finds the loan of this name; false where it found none. */
  inject(tabId: number, frameId: number, name: string, guest: Guest): Promise<boolean>;
}

interface Panel {
  port: HeardPort;
  relays: Map<number, HeardPort>;
}

export function startRouter(runtime: RouterRuntime): void {
  const panels = new Map<number, Panel>();
  let links = 0;

  function addPanel(port: HeardPort, tabId: number): void {
    const panel: Panel = { port, relays: new Map() };
    const before = panels.get(tabId);
    panels.set(tabId, panel);
    before?.port.disconnect();
    // This side hears nothing of its own disconnect: the relays of the panel before must be let go here, to come back.
    for (const relay of before?.relays.values() ?? []) relay.disconnect();
    const tell = (message: FromRouter): void => port.postMessage(message);
    port.onMessage.addListener((message) => {
      const order = message as ToRouter;
      const { type, link, body } = order;
      if (order.type === 'inject') inject(panel.relays.get(order.link), order.name, order.guest);
      else if (type === 'to') panel.relays.get(link)?.postMessage(body);
      else if (type === 'drop') panel.relays.get(link)?.disconnect();
      // `ping` needs no answer: its arrival keeps this page awake.
    });
    const inject = (relay: HeardPort | undefined, name: string, guest: Guest): void => {
      const told = (taken: boolean): void => tell({ type: 'injected', name, taken });
      if (relay) void runtime.inject(tabId, relay.sender?.frameId ?? 0, name, guest).then(told);
      else told(false);
    };
    port.onDisconnect.addListener(() => {
      if (panels.get(tabId) === panel) panels.delete(tabId);
      for (const relay of panel.relays.values()) relay.disconnect();
    });
    tell({ type: 'ready' });
    runtime.askTab(tabId, CONNECT);
  }

  function addRelay(port: HeardPort): void {
    const panel = panels.get(port.sender?.tab?.id ?? -1);
    if (!panel) return port.disconnect();
    const link = ++links;
    panel.relays.set(link, port);
    const tell = (message: FromRouter): void => panel.port.postMessage(message);
    tell({ type: 'link', link, frame: { id: port.sender?.frameId ?? 0, url: port.sender?.url ?? '' } });
    port.onMessage.addListener((body) => tell({ type: 'from', link, body }));
    port.onDisconnect.addListener(() => {
      panel.relays.delete(link);
      try {
        tell({ type: 'unlink', link });
      } catch {
        // The panel went first; there is nobody to tell.
      }
    });
  }

  runtime.onConnect.addListener((port) => {
    if (port.name.startsWith(PANEL_PORT)) addPanel(port, Number(port.name.slice(PANEL_PORT.length)));
    else if (port.name === RELAY_PORT) addRelay(port);
  });
}
