// The states of an exchange as one lane of a time axis.
import { createMemo, createSignal, For, Index, onCleanup, onMount, Show } from 'solid-js';
import { usePanel } from '../panel-context.tsx';
import { axisMarks, type Segment } from './segments.ts';

const LANE = 24;
const MARKS = 18;
/** Space at either side, px: the last mark's text must not be cut. */
const SIDE = 10;
/** Least width of a drawn state, px: even a moment must be seen. */
const LEAST = 3;
/** About as much room as a word needs, px: ideographs are as wide as two Latin letters. */
const textWidth = (word: string): number => 12 + 7 * [...word].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 0);
/** Room for one mark's text, px. */
const MARK_ROOM = 90;

export function StateAxis(props: { segments: readonly Segment[] }) {
  const { t, format } = usePanel();
  const [width, setWidth] = createSignal(600);
  const [shown, setShown] = createSignal(-1);
  let root: HTMLDivElement | undefined;
  onMount(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 600));
    if (root) observer.observe(root);
    onCleanup(() => observer.disconnect());
  });

  const first = () => props.segments[0]?.from ?? 0;
  const span = () => (props.segments[props.segments.length - 1]?.to ?? 0) - first();
  const inner = () => Math.max(50, width() - 2 * SIDE);
  const x = (share: number) => SIDE + share * inner();
  const marks = createMemo(() => axisMarks(span(), Math.max(2, Math.floor(inner() / MARK_ROOM))));
  const describe = (segment: Segment) =>
    t(
      'states.segment',
      t(`state.${segment.word}`),
      format.duration(segment.from - first()),
      format.duration(segment.to - segment.from),
      segment.cause,
    );
  const tipFor = () => props.segments[shown()];

  return (
    <div ref={root} class="state-axis">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing with focusable parts is a group, not a fieldset. */}
      <svg width={width()} height={LANE + MARKS + 8} role="group" aria-label={t('states.axis')}>
        <For each={marks()}>
          {(mark) => (
            <g class="axis-mark">
              <line x1={x(mark / (span() || 1))} x2={x(mark / (span() || 1))} y1="4" y2={LANE + 9} />
              <text x={x(mark / (span() || 1))} y={LANE + MARKS + 3} text-anchor={mark === 0 ? 'start' : 'middle'}>
                {format.duration(mark)}
              </text>
            </g>
          )}
        </For>
        {/* By position: a state that is still growing must keep the focus. */}
        <Index each={props.segments}>
          {(segment, i) => {
            const word = () => t(`state.${segment().word}`);
            const w = () => Math.max(LEAST, segment().width * inner());
            const left = () => Math.min(x(segment().start), x(1) - LEAST);
            return (
              // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: the focus only shows what its label says.
              <g
                class={`axis-state tone-${segment().tone}`}
                role="img"
                tabIndex={0}
                aria-label={describe(segment())}
                onMouseEnter={() => setShown(i)}
                onMouseLeave={() => setShown(-1)}
                onFocus={() => setShown(i)}
                onBlur={() => setShown(-1)}
              >
                <rect x={left()} y="4" width={w()} height={LANE} rx="2" />
                <Show when={w() > textWidth(word())}>
                  <text x={left() + 6} y={LANE / 2 + 8}>
                    {word()}
                  </text>
                </Show>
              </g>
            );
          }}
        </Index>
      </svg>
      <p class="axis-tip" aria-hidden="true">
        <bdi>{((segment) => (segment ? describe(segment) : '\u00a0'))(tipFor())}</bdi>
      </p>
    </div>
  );
}
