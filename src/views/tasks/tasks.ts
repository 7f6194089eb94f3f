// What goes on beside everything else, and what came of it: exports, imports, things that can be undone.
import { type Accessor, createSignal } from 'solid-js';
import type { Problem } from '../../har/read.ts';

export interface TaskAction {
  label: string;
  run(): void;
}

export interface TaskState {
  text: string;
  /** 0 to 1 while it runs; null when it is over. */
  progress: number | null;
  tone: 'plain' | 'good' | 'bad';
  actions: TaskAction[];
  problems: readonly Problem[];
  /** All of them: `problems` may be fewer. */
  problemCount: number;
}

export interface Task {
  readonly id: number;
  readonly state: Accessor<TaskState>;
  update(change: Partial<TaskState>): void;
  end(): void;
  /** Goes away by itself after so many ms. */
  endIn(ms: number): void;
}

export interface Tasks {
  list: Accessor<readonly Task[]>;
  start(state: Partial<TaskState> & { text: string }): Task;
}

/** Changes of progress that nobody would see are left out. */
const STEP = 0.005;

export function createTasks(): Tasks {
  const [list, setList] = createSignal<readonly Task[]>([]);
  let ids = 0;
  return {
    list,
    start(initial) {
      const [state, setState] = createSignal<TaskState>({
        progress: null,
        tone: 'plain',
        actions: [],
        problems: [],
        problemCount: 0,
        ...initial,
      });
      const task: Task = {
        id: ++ids,
        state,
        update(change) {
          const before = state();
          const { progress, ...rest } = change;
          const small =
            typeof progress === 'number' &&
            typeof before.progress === 'number' &&
            Math.abs(progress - before.progress) < STEP;
          if (small && Object.keys(rest).length === 0) return;
          setState({ ...before, ...change });
        },
        end: () => void setList((tasks) => tasks.filter((each) => each !== task)),
        endIn: (ms) => void setTimeout(() => task.end(), ms),
      };
      setList((tasks) => [...tasks, task]);
      return task;
    },
  };
}
