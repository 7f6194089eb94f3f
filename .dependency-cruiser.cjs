// Who may import whom: the table of the architecture, checked on every test run.
const rooms = {
  wire: [],
  hook: ['wire'],
  relay: ['wire'],
  background: ['wire'],
  store: ['wire'],
  ingest: ['wire', 'store'],
  decode: ['wire', 'store'],
  filter: ['wire', 'store', 'decode'],
  insight: ['wire', 'store', 'decode'],
  har: ['wire', 'store', 'decode'],
  replay: ['wire', 'store', 'decode'],
  stage: ['wire', 'hook'],
  gate: ['wire', 'hook', 'stage'],
  automation: ['wire', 'store', 'decode', 'filter', 'har', 'replay', 'ingest'],
  cli: ['wire', 'store', 'decode', 'filter', 'har'],
  kit: ['wire', 'hook', 'store', 'ingest', 'decode', 'filter', 'har', 'automation'],
  i18n: ['store', 'har'],
  settings: [],
  views: ['store', 'decode', 'filter', 'insight', 'har', 'replay', 'settings', 'i18n'],
};

/** Tests, and the scaffolds that stand beside them, may know every room. */
const TESTS = '\\.(test|fake)\\.tsx?$';

const walls = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: TESTS },
  to: { path: '^src/', pathNot: [room, ...allowed].map((r) => `^src/${r}/`) },
}));

module.exports = {
  forbidden: [
    ...walls,
    {
      name: 'nothing-imports-an-entry-point',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(extension|test|demo|bench)/' },
    },
    {
      name: 'no-packages-in-the-page',
      comment: 'The hook and the relay run in other people’s pages: no npm packages there.',
      severity: 'error',
      from: { path: '^src/(wire|hook|relay|stage|gate)/', pathNot: TESTS },
      to: { path: 'node_modules' },
    },
    {
      name: 'only-tests-import-scaffolds',
      severity: 'error',
      from: { path: '^(src|extension)/', pathNot: TESTS },
      to: { path: '\\.fake\\.ts$' },
    },
    {
      name: 'pure-rooms-know-no-solid',
      severity: 'error',
      from: { path: '^src/(decode|filter|insight|store|ingest|har)/' },
      to: { path: 'node_modules/solid-js' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
