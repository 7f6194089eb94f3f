// One line for each task above the status bar: what it does, how far it is, what a person can do about it.
import { For, Show } from 'solid-js';
import { usePanel } from '../panel-context.tsx';
import { CloseIcon } from '../ui/icons.tsx';
import { Problems } from './problems.tsx';
import type { Task } from './tasks.ts';

export function TaskStrip() {
  const { t, tasks } = usePanel();
  return (
    <section class="tasks" aria-label={t('tasks.label')}>
      <For each={tasks.list()}>{(task) => <TaskLine task={task} />}</For>
    </section>
  );
}

function TaskLine(props: { task: Task }) {
  const { t, format } = usePanel();
  const state = () => props.task.state();
  const isOver = () => state().progress === null;
  return (
    <div class={`task ${state().tone}`}>
      <div class="task-line">
        <span class="task-text" role={state().tone === 'bad' ? 'alert' : 'status'}>
          <bdi>{state().text}</bdi>
        </span>
        <Show when={state().progress !== null}>
          <progress class="task-progress" value={state().progress ?? 0} max="1" aria-label={state().text} />
          <span class="task-percent">{format.percent(state().progress ?? 0)}</span>
        </Show>
        <For each={state().actions}>
          {(action) => (
            <button type="button" class="text-button" onClick={() => action.run()}>
              {action.label}
            </button>
          )}
        </For>
        <Show when={isOver()}>
          <button
            type="button"
            class="button"
            aria-label={t('tasks.close')}
            title={t('tasks.close')}
            onClick={() => props.task.end()}
          >
            <CloseIcon />
          </button>
        </Show>
      </div>
      <Show when={state().problems.length > 0}>
        <Problems problems={state().problems} count={state().problemCount} />
      </Show>
    </div>
  );
}
