// Hands each list on to DevTools.
addEventListener('least', ({ ports: [port] }) => {
  const link = chrome.runtime.connect();
  port.onmessage = ({ data }) => link.postMessage(data);
});
