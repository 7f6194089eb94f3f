// What was wrong with a file, each with its place in it.
import { For, Show } from 'solid-js';
import { visible } from '../../decode/preview.ts';
import type { Problem } from '../../har/read.ts';
import { usePanel } from '../panel-context.tsx';

export function Problems(props: { problems: readonly Problem[]; count: number }) {
  const { t, format } = usePanel();
  const place = ({ line, column, offset, entry }: Problem) => {
    const where = t('problems.place', format.number(line), format.number(column), format.number(offset));
    return entry === null ? where : `${t('problems.entry', format.number(entry + 1))}, ${where}`;
  };
  // Each sentence has its own number of values, as its code says.
  const sentence = ({ code, values }: Problem) =>
    (t as (key: string, ...values: readonly string[]) => string)(`problems.texts.${code}`, ...values);
  return (
    <details class="problems" open={props.count < 4}>
      <summary>{t('problems.count', format.number(props.count), props.count)}</summary>
      <ul>
        <For each={props.problems}>
          {(problem) => (
            <li>
              <bdi>{visible(sentence(problem))}</bdi> <span class="problem-place">{place(problem)}</span>
            </li>
          )}
        </For>
        <Show when={props.count > props.problems.length}>
          <li class="problem-place">{t('problems.more', format.number(props.count - props.problems.length))}</li>
        </Show>
      </ul>
    </details>
  );
}
