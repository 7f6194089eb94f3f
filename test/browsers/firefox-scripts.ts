// What runs inside Firefox's own chrome, as source text: its modules have no types here.

/** Shared beginning: the browser window, the inspected tab's and the panel's browsing contexts. `EXTENSION` is its id. */
const PRELUDE = `
  const win = Services.wm.getMostRecentWindow('navigator:browser');
  const panelOf = (id) => [...(WebExtensionPolicy.getByID(id)?.extension.views ?? [])]
    .find((view) => view.viewType === 'devtools_panel' && view.xulBrowser?.browsingContext?.currentWindowGlobal);
  const panelBrowser = (id) => {
    const view = panelOf(id);
    if (!view) throw new Error('the panel is not open: call openPanel() first');
    return view.xulBrowser;
  };
  const loader = () => ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
  const toolboxes = () => loader().require('devtools/client/framework/devtools').gDevTools;
`;

/** An async Marionette script out of an async body; gives `{ json }` or `{ error }`. */
const chromeScript = (body: string): string => `
  const finish = arguments[arguments.length - 1];
  const args = [...arguments].slice(0, -1);
  ${PRELUDE}
  (async () => { ${body} })().then(
    (value) => finish({ json: JSON.stringify({ value }) }),
    (error) => finish({ error: error.name + ': ' + error.message }),
  );`;

/**
 * Evaluates an expression in the window of a browsing context, in that window's own realm and past its CSP, as the
 * console does, and gives the JSON of what its promise settles with. args: where ('page' or the extension's id), the
 * expression. A plain Marionette script would run in a sandbox beside the page, with its own ArrayBuffer and Error.
 */
export const EVALUATE = chromeScript(`
  const [where, expression] = args;
  const browser = where === 'page' ? win.gBrowser.selectedBrowser : panelBrowser(where);
  const actor = browser.browsingContext.currentWindowGlobal.getActor('MarionetteCommands');
  const script = ${JSON.stringify(`
    const [expression, finish] = arguments;
    const { addDebuggerToGlobal } = ChromeUtils.importESModule('resource://gre/modules/jsdebugger.sys.mjs');
    if (typeof Debugger === 'undefined') addDebuggerToGlobal(globalThis);
    const realm = new Debugger().makeGlobalObjectReference(window);
    const fail = (error) => {
      let text;
      try { text = error.name + ': ' + error.message + '\\n' + error.stack; } catch { text = String(error); }
      finish(JSON.stringify({ error: text }));
    };
    const completion = realm.executeInGlobal(expression, { url: 'driver' });
    if (!completion || completion.throw !== undefined) {
      fail(Cu.waiveXrays(completion?.throw?.unsafeDereference?.() ?? { name: 'Error', message: 'ended', stack: '' }));
    } else {
      const promise = completion.return.unsafeDereference();
      Promise.prototype.then.call(promise, (value) => {
        try { finish(JSON.stringify({ value: Cu.waiveXrays(value) })); } catch (error) { fail(error); }
      }, (error) => fail(Cu.waiveXrays(error)));
    }
  `)};
  return actor.executeScript(script, [expression],
    { async: true, timeout: 600_000, sandboxName: 'system', newSandbox: true, file: 'driver', line: 0 });
`);

/** Removes all cookies. */
export const FORGET = chromeScript(`Services.cookies.removeAll();`);

/** Opens the toolbox on the inspected tab and selects the extension's panel. args: the extension's id. */
export const OPEN_PANEL = chromeScript(`
  const toolbox = await toolboxes().showToolboxForTab(win.gBrowser.selectedTab, { toolId: 'webconsole' });
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const tool = toolbox.getAdditionalTools().find((tool) => tool.extensionId === args[0]);
    if (tool) {
      await toolbox.selectTool(tool.id);
      return toolbox.win.document.querySelector('#toolbox-tab-' + CSS.escape(tool.id))?.textContent;
    }
    await new Promise((resolve) => win.setTimeout(resolve, 40));
  }
  throw new Error('the toolbox has no panel of this extension');
`);

export const CLOSE_PANEL = chromeScript(`
  await toolboxes().getToolboxForTab(win.gBrowser.selectedTab)?.destroy();
`);

/** Gives the panel the focus and tells where it is in the browser window, in CSS pixels. args: the extension's id. */
export const FOCUS_PANEL = chromeScript(`
  const browser = panelBrowser(args[0]);
  browser.focus();
  win.focus();
  const { x, y } = browser.getBoundingClientRect();
  const inner = browser.ownerDocument.defaultView;
  return { x: x + inner.mozInnerScreenX - win.mozInnerScreenX, y: y + inner.mozInnerScreenY - win.mozInnerScreenY };
`);

/** Makes the panel as large as asked, as far as the window allows. args: the extension's id, width, height. */
export const RESIZE_PANEL = chromeScript(`
  const [id, width, height] = args;
  const browser = panelBrowser(id);
  const box = () => browser.getBoundingClientRect();
  const host = win.document.querySelector('.devtools-toolbox-bottom-iframe');
  if (!host) throw new Error('the toolbox is not at the bottom of the window');
  win.resizeTo(win.outerWidth + width - box().width, Math.max(win.outerHeight, height + 400));
  for (const end = Date.now() + 5000; Date.now() < end;) {
    if (Math.round(box().width) === width && Math.round(box().height) === height) return true;
    host.style.minHeight = 0;
    host.style.maxHeight = 'none';
    host.style.height = (host.getBoundingClientRect().height + height - box().height) + 'px';
    await new Promise((resolve) => win.setTimeout(resolve, 40));
  }
  throw new Error('the panel stays at ' + Math.round(box().width) + ' x ' + Math.round(box().height));
`);

/** The panel as it is painted, as a PNG data URL. args: the extension's id. */
export const SNAPSHOT = chromeScript(`
  const { browsingContext } = panelBrowser(args[0]);
  const bitmap = await browsingContext.currentWindowGlobal.drawSnapshot(undefined, 1, 'rgb(255,255,255)');
  const canvas = win.document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.toDataURL('image/png');
`);

/** args: name and string value of a preference. */
export const SET_PREF = chromeScript(`Services.prefs.setStringPref(args[0], args[1]);`);

/** State of the extension's event page: `running`, `suspending` or `stopped`. args: the extension's id. */
export const BACKGROUND_STATE = chromeScript(`return WebExtensionPolicy.getByID(args[0]).extension.backgroundState;`);

/** Puts the event page to sleep as the idle timeout does. args: the extension's id. */
export const END_BACKGROUND = chromeScript(`
  await WebExtensionPolicy.getByID(args[0]).extension.terminateBackground({ ignoreDevToolsAttached: true });
`);

/** What the button *Reload* of about:debugging does. args: the extension's id. */
export const RELOAD_EXTENSION = chromeScript(`
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
  await (await AddonManager.getAddonByID(args[0])).reload();
`);

/** What the console of the inspected tab's pages was told as errors and warnings. args: forget what was before. */
export const COMPLAINTS = chromeScript(`
  if (args[0]) return Services.console.reset();
  return Services.console.getMessageArray()
    .filter((message) => message instanceof Ci.nsIScriptError && message.innerWindowID > 0)
    .filter((message) => message.sourceName.startsWith('http') || message.sourceName.includes('iife'))
    .map((message) => message.errorMessage + ' ' + message.sourceName);
`);

/** What the content process of the inspected tab holds after a full collection, in bytes. */
export const HEAP = chromeScript(`
  const actor = win.gBrowser.selectedBrowser.browsingContext.currentWindowGlobal.getActor('MarionetteCommands');
  const script = ${JSON.stringify(`
    const [finish] = arguments;
    const manager = Cc['@mozilla.org/memory-reporter-manager;1'].getService(Ci.nsIMemoryReporterManager);
    const { gcparam } = Cu.getJSTestingFunctions();
    // Not the size of the collector's heap: chunks that are mostly free come and go by tens of megabytes.
    manager.minimizeMemoryUsage(() => finish(manager.heapAllocated + gcparam('gcBytes')));
  `)};
  return actor.executeScript(script, [],
    { async: true, timeout: 60_000, sandboxName: 'system', newSandbox: true, file: 'driver', line: 0 });
`);
