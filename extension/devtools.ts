// Registers the panel. The polyfill does not cover `devtools` reliably, so this namespace is used as it is.
chrome.devtools.panels.create('Streamscope', '/icons/32.png', '/extension/panel.html');
