// Records the streams of a page with Playwright, looks into them and keeps the log.
//
//   BROWSER_PATH=/usr/bin/chromium node docs/examples/playwright.js http://localhost:8080/chat log.har
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { record } from 'streamscope/playwright';

const [url, file] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.BROWSER_PATH });
try {
  const page = await browser.newPage();
  const recording = await record(page);
  await page.goto(url);
  await page.waitForSelector('#done');

  // What a test asserts: the exchanges of the page with all their messages.
  const [chat] = await recording.exchanges({ filter: 'api:ws' });
  const received = chat.messages.filter((message) => message.direction === 'received');
  assert.equal(received.at(-1).data, 'goodbye');
  assert.equal(chat.closed.code, 1000);

  // What is attached to its report: the log, without secrets. `streamscope view log.har` opens it.
  await recording.save(file);
} finally {
  await browser.close();
}
