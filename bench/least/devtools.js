// Takes what comes, and does nothing with it.
chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener(() => {}));
