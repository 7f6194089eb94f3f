// The panel's own icons: 16 px drawings in the colour of the text around them.
import type { JSX } from 'solid-js';
import type { Exchange } from '../../store/exchange.ts';

function Icon(props: { children: JSX.Element; class?: string }) {
  return (
    <svg class={`icon ${props.class ?? ''}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {props.children}
    </svg>
  );
}

const line = { fill: 'none', stroke: 'currentColor', 'stroke-width': '1.3', 'stroke-linecap': 'round' } as const;

export const RecordIcon = (props: { on: boolean }) => (
  <Icon class={props.on ? 'record-on' : 'record-off'}>
    <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="1.3" />
    {props.on ? (
      <rect x="5.5" y="5.5" width="5" height="5" rx="0.8" fill="currentColor" />
    ) : (
      <circle cx="8" cy="8" r="3.2" fill="currentColor" />
    )}
  </Icon>
);

export const BrowserIcon = () => (
  <Icon>
    <rect x="2.2" y="3.2" width="11.6" height="9.6" rx="1.4" {...line} />
    <path d="M2.4 6.2h11.2M4.6 4.7h.1M6.4 4.7h.1" {...line} />
  </Icon>
);

export const ClearIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.6" {...line} />
    <path d="M4.1 4.1l7.8 7.8" {...line} />
  </Icon>
);

export const FilterIcon = () => (
  <Icon>
    <path d="M2.5 3.5h11L9.3 8.6v4L6.7 11.2V8.6z" {...line} stroke-linejoin="round" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="M4 4l8 8M12 4l-8 8" {...line} />
  </Icon>
);

export const OptionsIcon = () => (
  <Icon>
    <path d="M2.5 4.5h5M11 4.5h2.5M2.5 11.5h2M8 11.5h5.5" {...line} />
    <circle cx="9.2" cy="4.5" r="1.7" {...line} />
    <circle cx="6.2" cy="11.5" r="1.7" {...line} />
  </Icon>
);

/** An open eye, or one that is crossed out. */
export const SecretsIcon = (props: { shown: boolean }) => (
  <Icon>
    <path d="M1.8 8c1.6-2.8 3.7-4.2 6.2-4.2s4.6 1.4 6.2 4.2c-1.6 2.8-3.7 4.2-6.2 4.2S3.4 10.8 1.8 8z" {...line} />
    <circle cx="8" cy="8" r="1.9" {...line} />
    <path d="M2.8 13.2L13.2 2.8" {...line} opacity={props.shown ? 0 : 1} />
  </Icon>
);

export const PlayIcon = () => (
  <Icon>
    <path d="M5.5 3.6v8.8l6.6-4.4z" {...line} stroke-linejoin="round" />
    <path d="M2.8 3.6v8.8" {...line} />
  </Icon>
);

export const BreakIcon = () => (
  <Icon>
    <path d="M5.6 2.4h4.8l3.2 3.2v4.8l-3.2 3.2H5.6l-3.2-3.2V5.6z" {...line} stroke-linejoin="round" />
    <path d="M6.4 6v4M9.6 6v4" {...line} />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <rect x="5.6" y="5.6" width="7.6" height="7.6" rx="1.2" {...line} />
    <path d="M10.4 3.4V3c0-.4-.3-.7-.7-.7H3c-.4 0-.7.3-.7.7v6.7c0 .4.3.7.7.7h.4" {...line} />
  </Icon>
);

export const WrapIcon = () => (
  <Icon>
    <path d="M2.5 3.5h11M2.5 7.5h8.8a2.2 2.2 0 0 1 0 4.4H8M9.7 10l-1.9 1.9 1.9 1.9M2.5 11.9h2.5" {...line} />
  </Icon>
);

export const ExportIcon = () => (
  <Icon>
    <path d="M8 2.5v7.2M4.8 6.8L8 10l3.2-3.2M2.8 11v2.4h10.4V11" {...line} stroke-linejoin="round" />
  </Icon>
);

export const OpenIcon = () => (
  <Icon>
    <path d="M8 10V2.8M4.8 5.8L8 2.6l3.2 3.2M2.8 11v2.4h10.4V11" {...line} stroke-linejoin="round" />
  </Icon>
);

export const FileIcon = () => (
  <Icon>
    <path d="M4 2.5h5l3 3v8H4zM9 2.5v3h3" {...line} stroke-linejoin="round" />
  </Icon>
);

export const CompareIcon = () => (
  <Icon>
    <path d="M2.5 5h8.8M8.6 2.3L11.4 5 8.6 7.7M13.5 11H4.7M7.4 8.3L4.6 11l2.8 2.7" {...line} stroke-linejoin="round" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="M8 3v9M4.2 8.4L8 12.2l3.8-3.8" {...line} />
  </Icon>
);

export const NoticeIcon = () => (
  <Icon>
    <path d="M8 2.3l6 10.9H2z" {...line} stroke-linejoin="round" />
    <path d="M8 6.4v3.2M8 11.4v.1" {...line} />
  </Icon>
);

/** The triangle of a sorted column. */
export const SortMark = (props: { descending: boolean }) => (
  <svg class="sort-mark" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
    <path d={props.descending ? 'M0.5 2h7L4 6.5z' : 'M0.5 6h7L4 1.5z'} fill="currentColor" />
  </svg>
);

/** The triangle of a tree row or a section that can be folded. */
export const FoldMark = (props: { open: boolean }) => (
  <svg class="fold-mark" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
    <path d={props.open ? 'M0.5 2h7L4 6.5z' : 'M2 0.5v7L6.5 4z'} fill="currentColor" />
  </svg>
);

/** Sent goes up and out, received comes down and in. */
export const DirectionMark = (props: { direction: 'sent' | 'received' }) => (
  <svg class={`direction ${props.direction}`} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
    <path
      d={props.direction === 'sent' ? 'M5 9V1.5M1.8 4.6L5 1.4l3.2 3.2' : 'M5 1v7.5M1.8 5.4L5 8.6l3.2-3.2'}
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

/** One drawing for each API: a document, a document with dots, a one-way wave, two arrows. */
export function ApiIcon(props: { api: Exchange['api'] }) {
  const drawing = () => {
    switch (props.api) {
      case 'fetch':
        return (
          <path d="M6 3H4.8C4 3 3.7 3.5 3.7 4.2v2.3L2.4 8l1.3 1.5v2.3c0 .7.3 1.2 1.1 1.2H6M10 3h1.2c.8 0 1.1.5 1.1 1.2v2.3L13.6 8l-1.3 1.5v2.3c0 .7-.3 1.2-1.1 1.2H10" />
        );
      case 'xhr':
        return <path d="M5.4 4.2L2 8l3.4 3.8M10.6 4.2L14 8l-3.4 3.8M9 3.5L7 12.5" />;
      case 'eventsource':
        return (
          <>
            <path d="M3 7.6a5.4 5.4 0 0 1 5.4 5.4M3 3.2A9.8 9.8 0 0 1 12.8 13" />
            <circle cx="3.9" cy="12.1" r="1.1" fill="currentColor" stroke="none" />
          </>
        );
      default:
        return <path d="M5 13V3.5M2.3 6L5 3.2 7.7 6M11 3v9.5M8.3 10l2.7 2.8L13.7 10" />;
    }
  };
  return (
    <Icon class={`api-icon api-${props.api}`}>
      <g fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round">
        {drawing()}
      </g>
    </Icon>
  );
}
