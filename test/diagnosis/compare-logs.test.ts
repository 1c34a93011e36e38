import { describe, expect, test } from 'vitest';
import { compareLogs, createPortrait } from '../../src/diagnosis/index.js';
import type { LogDifference, LogLine, LogPortrait } from '../../src/domain/index.js';
import { readLog } from '../../src/logs/index.js';
import { aFailure, aReport } from '../support/samples.js';

async function portraitOf(text: string): Promise<LogPortrait> {
  const painter = createPortrait();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  for await (const lines of readLog(bytes())) painter.push(lines);
  return painter.finish();
}

const stamp = '2026-01-02T03:04:05.1234567Z';
const stamped = (lines: readonly string[]): string => lines.map((line) => `${stamp} ${line}\n`).join('');

const setUp = (image: string, sha: string): string[] => [
  "Current runner version: '2.330.0'",
  '##[group]Operating System',
  'Ubuntu',
  '24.04.3',
  'LTS',
  '##[endgroup]',
  '##[group]Runner Image Provisioner',
  'Version: 20250912.392',
  '##[endgroup]',
  '##[group]Runner Image',
  'Image: ubuntu-24.04',
  `Version: ${image}`,
  '##[endgroup]',
  'Getting action download info',
  `Download action repository 'actions/checkout@v4' (SHA:${sha})`,
  'Complete job name: test',
];

const step = (script: string, ...output: string[]): string[] => [
  `##[group]Run ${script}`,
  `\u001b[36;1m${script}\u001b[0m`,
  'shell: /usr/bin/bash -e {0}',
  '##[endgroup]',
  ...output,
];

async function compare(red: string[], green: string[], failure = aFailure({ keyLines: [] })) {
  return compareLogs(await portraitOf(stamped(red)), await portraitOf(stamped(green)), failure);
}

const late = aFailure({
  keyLines: [],
  reports: [aReport({ evidence: { startLine: 9999, endLine: 9999, excerpt: 'boom' } })],
});

describe('what changed between a green and a red log', () => {
  test('is the image of the runner and the commit behind an action', async () => {
    const differences = await compare(
      setUp('20260108.1.0', '11bd71901bbe5b1630ceea73d27597364c9af683'),
      setUp('20260101.1.0', '08eba0b27e820071cde6df949e0beb9ba4906955'),
    );
    expect(differences).toEqual([
      { kind: 'runner-image', name: 'image version', green: '20260101.1.0', red: '20260108.1.0' },
      {
        kind: 'action',
        name: 'actions/checkout',
        green: 'v4 (08eba0b27e82)',
        red: 'v4 (11bd71901bbe)',
      },
    ]);
  });

  test.each<[string, string, LogDifference]>([
    ['node: v20.19.4', 'node: v20.19.5', { kind: 'tool', name: 'node', green: '20.19.4', red: '20.19.5' }],
    [
      'Successfully set up CPython (3.12.10)',
      'Successfully set up CPython (3.12.11)',
      { kind: 'tool', name: 'CPython', green: '3.12.10', red: '3.12.11' },
    ],
    [
      'go version go1.22.5 linux/amd64',
      'go version go1.22.6 linux/amd64',
      { kind: 'tool', name: 'go', green: '1.22.5', red: '1.22.6' },
    ],
    [
      'rustc 1.80.0 (051478957 2024-07-21)',
      'rustc 1.81.0 (eeb90cda1 2024-09-04)',
      { kind: 'tool', name: 'rustc', green: '1.80.0', red: '1.81.0' },
    ],
    [
      'Resolved Java 17.0.15+6 from tool-cache',
      'Resolved Java 17.0.16+8 from tool-cache',
      { kind: 'tool', name: 'Java', green: '17.0.15+6', red: '17.0.16+8' },
    ],
    [
      'openjdk version "17.0.15" 2025-04-15',
      'openjdk version "17.0.16" 2025-07-15',
      { kind: 'tool', name: 'openjdk', green: '17.0.15', red: '17.0.16' },
    ],
    [
      'platform linux -- Python 3.12.3, pytest-8.3.2, pluggy-1.5.0',
      'platform linux -- Python 3.12.3, pytest-8.4.0, pluggy-1.5.0',
      { kind: 'tool', name: 'pytest', green: '8.3.2', red: '8.4.0' },
    ],
    [
      'Successfully installed typing-extensions-4.12.2 numpy-1.26.4',
      'Successfully installed typing-extensions-4.12.2 numpy-2.0.0',
      { kind: 'dependency', name: 'numpy', green: '1.26.4', red: '2.0.0' },
    ],
    [' + ruff==0.5.0', ' + ruff==0.6.0', { kind: 'dependency', name: 'ruff', green: '0.5.0', red: '0.6.0' }],
    [
      '   Compiling serde v1.0.203',
      '   Compiling serde v1.0.204',
      { kind: 'dependency', name: 'serde', green: '1.0.203', red: '1.0.204' },
    ],
    [
      'go: downloading golang.org/x/net v0.26.0',
      'go: downloading golang.org/x/net v0.27.0',
      { kind: 'dependency', name: 'golang.org/x/net', green: '0.26.0', red: '0.27.0' },
    ],
    [
      '  - Installing symfony/console (v7.1.1)',
      '  - Installing symfony/console (v7.1.2)',
      { kind: 'dependency', name: 'symfony/console', green: '7.1.1', red: '7.1.2' },
    ],
    [
      'Setting up libssl3:amd64 (3.0.13-0ubuntu3.1) ...',
      'Setting up libssl3:amd64 (3.0.13-0ubuntu3.2) ...',
      { kind: 'dependency', name: 'libssl3', green: '3.0.13-0ubuntu3.1', red: '3.0.13-0ubuntu3.2' },
    ],
    [
      'Cache restored from key: node-cache-abc',
      'Cache not found for input keys: node-cache-def, node-cache-',
      { kind: 'cache', name: 'Run ./setup', green: 'node-cache-abc', red: 'not found' },
    ],
  ])('is told by %s', async (green, red, expected) => {
    const differences = await compare(step('./setup', red), step('./setup', green), late);
    expect(differences.filter(({ kind }) => kind !== 'line')).toEqual([expected]);
  });

  test('is nothing when only numbers, hashes, paths and times differ', async () => {
    const differences = await compare(
      step(
        './x',
        'Wrote 12 files to /tmp/build-a81f/out in 1.24s',
        'commit 08eba0b27e82 of build 77 is ready',
      ),
      step(
        './x',
        'Wrote 9 files to /tmp/build-77c0/out in 980ms',
        'commit 11bd71901bbe of build 78 is ready',
      ),
      late,
    );
    expect(differences).toEqual([]);
  });

  test('is not what the red job never came to say', async () => {
    const green = step('./setup', 'node: v20.1.0', 'Everything is in place');
    expect(await compare(step('./setup', 'node: v20.1.0'), green, late)).toEqual([]);
  });

  test('is a line that is new, complaints first, and none after the failure or already shown', async () => {
    const red = step(
      './x',
      'Compiling the application',
      'A quiet new line about nothing',
      'warning: the registry answered slowly',
      'Error: it broke in the middle',
      'All that follows is an echo',
    );
    const failure = aFailure({
      keyLines: [[8, 8]],
      reports: [
        aReport({ evidence: { startLine: 8, endLine: 8, excerpt: 'Error: it broke in the middle' } }),
      ],
    });
    const differences = await compare(red, step('./x', 'Compiling the application'), failure);
    expect(differences.map(({ kind, red: text }) => [kind, text])).toEqual([
      ['line', 'warning: the registry answered slowly'],
      ['line', 'A quiet new line about nothing'],
    ]);
  });
});

describe('a portrait', () => {
  const line = (number: number, text: string): LogLine => ({ number, text, section: 'output' });
  const word = (number: number): string =>
    [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

  test('stays small on a huge log and then calls no line new', async () => {
    const painter = createPortrait();
    for (let start = 0; start < 40_000; start += 1000) {
      painter.push(
        Array.from({ length: 1000 }, (_none, index) =>
          line(start + index + 1, `something ${word(start + index)} happened here`),
        ),
      );
    }
    const huge = painter.finish();
    expect(huge.whole).toBe(false);
    expect(huge.templates.size).toBe(30_000);
    const red = await portraitOf(stamped(step('./x', 'A line that nobody ever saw')));
    expect(compareLogs(red, huge, late)).toEqual([]);
  });

  test('takes hostile lines in their stride', () => {
    const hostile = ['(', '-', '/', 'a/', '0', '├─ ', 'gcc (', 'f', '0:', 'Downloaded from x: a/'].map(
      (piece, index) => line(index + 1, piece.repeat(64_000 / piece.length)),
    );
    const started = performance.now();
    const painter = createPortrait();
    for (let times = 0; times < 100; times++) painter.push(hostile);
    painter.finish();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
