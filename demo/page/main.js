// Makes a button of every action, and runs them all where asked: by "Run all" or by ?run in the address.
import eventSource from './event-source.js';
import fetching from './fetch.js';
import webSocket from './web-socket.js';
import xhr from './xml-http-request.js';

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const summary = document.querySelector('#summary');

/** One row: a button and what came of it. Gives a function that runs it and tells whether it went well. */
function row(action, group) {
  const output = element('output', {});
  const button = element('button', { type: 'button', textContent: action.title });
  const tell = (text) => {
    output.textContent = text;
  };
  const run = async () => {
    button.disabled = true;
    output.dataset.state = 'running';
    tell('…');
    try {
      tell(await action.run(tell));
      output.dataset.state = 'done';
      return true;
    } catch (error) {
      tell(`${error.name}: ${error.message}`);
      output.dataset.state = 'failed';
      return false;
    } finally {
      button.disabled = false;
    }
  };
  button.addEventListener('click', run);
  group.append(element('li', {}, button, output));
  return { name: action.title, run };
}

const groups = [fetching, eventSource, webSocket, xhr].map(({ title, actions }) => {
  const list = element('ul', {});
  const heading = element('h2', { textContent: title });
  document.querySelector('#groups').append(element('section', {}, heading, list));
  return { title, rows: actions.map((action) => row(action, list)) };
});

/** Each API's actions one after the other, the APIs side by side. */
async function runAll() {
  const button = document.querySelector('#run-all');
  button.disabled = true;
  summary.textContent = 'Running …';
  const failed = [];
  let count = 0;
  const runGroup = async ({ title, rows }) => {
    for (const { name, run } of rows) {
      if (!(await run())) failed.push(`${title}: ${name}`);
      count++;
    }
  };
  await Promise.all(groups.map(runGroup));
  button.disabled = false;
  summary.textContent = `${count} actions have run, ${failed.length} failed.${failed.map((name) => ` ${name}.`).join('')}`;
  // Whoever drives this page waits for these two.
  window.demoFailed = failed;
  window.demoDone = true;
}

document.querySelector('#run-all').addEventListener('click', runAll);
if (new URLSearchParams(location.search).has('run')) runAll();
