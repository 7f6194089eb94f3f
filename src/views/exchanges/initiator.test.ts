// Stacks of both engines, as the hook reports them.
import { describe, expect, it } from 'vitest';
import { initiatorOf } from './initiator.ts';

describe('initiatorOf', () => {
  it.each([
    ['    at load (https://a.example/js/app.js?v=3:12:5)\n    at main (https://a.example/js/main.js:1:1)', 'app.js:12'],
    ['    at https://a.example/js/app.js:7:11', 'app.js:7'],
    ['load@https://a.example/js/app.js:12:5\n@https://a.example/:3:1', 'app.js:12'],
    ['@https://a.example/:3:1', 'https://a.example/:3'],
    ['    at async Promise.all (index 0)\n    at run (http://127.0.0.1:8080/x.js:2:3)', 'x.js:2'],
    ['z@<anonymous code>:3:976\nload@https://a.example/app.js:1:1', 'app.js:1'],
  ])('finds the script and line in %j', (stack, name) => {
    expect(initiatorOf(stack)?.name).toBe(name);
  });

  it('tells the place in full', () => {
    expect(initiatorOf('    at load (https://a.example/js/app.js?v=3:12:5)')?.place).toBe(
      'https://a.example/js/app.js?v=3:12:5',
    );
  });

  it('says nothing where no script of the page is on the stack', () => {
    expect(initiatorOf('')).toBeNull();
    expect(initiatorOf('    at f (chrome-extension://abc/hook.js:1:1)')).toBeNull();
  });
});
