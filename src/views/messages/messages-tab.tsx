// The messages of one exchange, and the selected one in full.
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from 'solid-js';
import { type Exchange, isOpen } from '../../store/exchange.ts';
import { usePanel } from '../panel-context.tsx';
import { ComposeBox } from '../replay/compose-box.tsx';
import { fittingColumns } from '../ui/columns.ts';
import { Empty } from '../ui/empty.tsx';
import { Grid } from '../ui/grid.tsx';
import { DownIcon } from '../ui/icons.tsx';
import { createLongWindow, type LongWindow } from '../ui/long-window.ts';
import { rowSelection } from '../ui/selection.ts';
import { Separator } from '../ui/separator.tsx';
import { MessageBar } from './message-bar.tsx';
import { MessageCell, type MessageItem } from './message-cell.tsx';
import { messageColumns } from './message-columns.ts';
import { MessageView } from './message-view.tsx';
import type { MessagesChoice } from './messages-choice.ts';
import { createSearch } from './search.ts';

export interface MessagesTabProps {
  exchange: Exchange;
  /** What a person has chosen here; it outlives the tab. */
  choice: MessagesChoice;
  /** Read to learn that the exchange changed. */
  revision: () => number;
  onLeave: () => void;
}

const SCROLL_BAR = 12;

export function MessagesTab(props: MessagesTabProps) {
  const { t, format, settings } = usePanel();
  const [text, setText] = props.choice.text;
  const [direction, setDirection] = props.choice.direction;
  const [seq, setSeq] = props.choice.seq;
  const chosen = props.choice.selection;
  const [width, setWidth] = createSignal(600);
  let pane: HTMLDivElement | undefined;
  let list: LongWindow | undefined;

  onMount(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (pane) observer.observe(pane);
    onCleanup(() => observer.disconnect());
  });

  const query = createMemo(() => ({ text: text(), direction: direction() }));
  const search = createSearch(
    () => props.exchange.messages,
    query,
    () => props.revision(),
  );
  const selection = rowSelection(chosen, { count: search.count, keyAt: search.at, indexOf: search.indexOf });
  // What a filter hides must not stay selected unseen.
  createEffect(on(query, () => chosen.only(seq() < 0 ? null : seq()), { defer: true }));
  const leave = () => {
    setSeq(-1);
    chosen.only(null);
  };
  const all = messageColumns(t);
  const columns = createMemo(() => fittingColumns(all, settings.get('columnWidths'), [], width() - SCROLL_BAR));
  const [unseen, setUnseen] = createSignal(0);
  const following = () => list?.following() ?? true;
  let seen = 0;
  createEffect(
    on(search.count, (count) => {
      if (following()) seen = count;
      setUnseen(count - seen);
    }),
  );
  const follow = () => {
    seen = search.count();
    setUnseen(0);
    list?.follow();
  };
  const total = () => {
    props.revision();
    return props.exchange.messages.length;
  };
  const selectedRow = createMemo(() => (search.count() > 0 && seq() >= 0 ? search.indexOf(seq()) : -1));
  const selected = () => seq() >= 0 && seq() < props.exchange.messages.length;

  return (
    <div ref={pane} class="messages-tab">
      <MessageBar
        text={text()}
        onText={setText}
        direction={direction()}
        onDirection={setDirection}
        search={search}
        total={total()}
        selected={chosen.size()}
      />
      <div class="split-rows" style={{ '--first': selected() ? `${settings.get('messagesHeight') * 100}%` : '100%' }}>
        <div class="pane messages">
          <Grid
            label={t('messages.label')}
            columns={columns()}
            widths={settings.get('columnWidths')}
            onResize={(widths) => settings.set('columnWidths', widths)}
            count={search.count()}
            createWindow={(options) => {
              list = createLongWindow(options, isOpen(props.exchange));
              return list;
            }}
            active={selectedRow()}
            selection={selection}
            onActive={(index) => setSeq(search.at(index))}
            onLeave={() => (selected() ? leave() : props.onLeave())}
            item={(index) => itemAt(props.exchange, search.at(index))}
            same={(a, b) => a?.message.seq === b?.message.seq && a?.message.held === b?.message.held}
            attributes={({ message }) => ({ 'data-seq': String(message.seq) })}
            rowClass={({ message }) => `message-${message.direction}`}
            cell={(column, item) => <MessageCell column={column} item={item()} />}
            empty={
              <Empty
                title={
                  props.exchange.messages.length > 0
                    ? t('empty.noMessagesMatch')
                    : isOpen(props.exchange)
                      ? t('empty.noMessages')
                      : t('empty.noMessagesEnded')
                }
              />
            }
          />
          <Show when={isOpen(props.exchange) && !following()}>
            <button type="button" class="newest" onClick={follow} title={t('messages.newest')}>
              <DownIcon />
              {unseen() > 0 ? t('messages.older', format.number(unseen())) : t('messages.newest')}
            </button>
          </Show>
        </div>
        <Show when={selected()}>
          <Separator
            label={t('details.resizeMessage')}
            orientation="horizontal"
            value={settings.get('messagesHeight')}
            onChange={(share) => settings.set('messagesHeight', share)}
          />
          <MessageView exchange={props.exchange} seq={seq()} revision={props.revision} onClose={leave} />
        </Show>
      </div>
      <ComposeBox exchange={props.exchange} revision={props.revision} />
    </div>
  );
}

/** Characters (or bytes) of a payload looked at for its row. */
const HEAD = 300;

function itemAt({ messages, started }: Exchange, seq: number): MessageItem | undefined {
  if (seq < 0 || seq >= messages.length) return undefined;
  return {
    message: messages.message(seq),
    head: messages.head(seq, HEAD),
    before: seq > 0 ? messages.time(seq - 1) : null,
    started,
  };
}
