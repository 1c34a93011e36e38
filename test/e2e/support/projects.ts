import type { FileTree } from '../../../src/demo/index.js';

/** A workflow of jobs, each of which checks the commit out and runs one line. */
export const workflowOf = (jobs: Record<string, string>): string =>
  [
    'name: CI',
    'on: push',
    'jobs:',
    ...Object.entries(jobs).flatMap(([name, line]) => [
      `  ${name}:`,
      '    runs-on: ubuntu-latest',
      '    steps:',
      '      - uses: actions/checkout@v4',
      '      - name: Run it',
      `        run: ${line}`,
    ]),
    '',
  ].join('\n');

const script = '#!/bin/sh\necho "all is well"\n';

/** Red because a script lost its executable bit: a recipe mends it. */
export const scriptWithoutBit: FileTree = {
  '.github/workflows/ci.yml': workflowOf({ check: './scripts/check.sh' }),
  'scripts/check.sh': script,
  'README.md': '# project\n',
};

/** Two jobs that are red for reasons of their own, both for recipes. */
export const twoScriptsWithoutBit: FileTree = {
  '.github/workflows/ci.yml': workflowOf({ check: './scripts/check.sh', pack: './scripts/pack.sh' }),
  'scripts/check.sh': script,
  'scripts/pack.sh': script,
};

/** Red because a function is wrong: only somebody who understands it can mend it. */
export const wrongSum: FileTree = {
  '.github/workflows/ci.yml': workflowOf({ test: 'node --test' }),
  'package.json': '{ "name": "sums", "version": "1.0.0", "type": "module" }\n',
  'src/sum.js': 'export function sum(a, b) {\n  return a - b;\n}\n',
  'test/sum.test.js': [
    "import assert from 'node:assert/strict';",
    "import test from 'node:test';",
    "import { sum } from '../src/sum.js';",
    '',
    "test('adds two numbers', () => {",
    '  assert.equal(sum(2, 3), 5);',
    '});',
    '',
  ].join('\n'),
};

/** Mending the first script wakes up the second, in a job that was green before. */
export const sleepingFailure: FileTree = {
  '.github/workflows/ci.yml': workflowOf({
    check: './scripts/check.sh',
    pack: 'test ! -x scripts/check.sh || ./scripts/pack.sh',
  }),
  'scripts/check.sh': script,
  'scripts/pack.sh': script,
};

/** Red because of the network, says the log. */
export const networkFailure: FileTree = {
  '.github/workflows/ci.yml': workflowOf({ install: 'sh install.sh' }),
  'install.sh': [
    'cat >&2 <<END',
    'npm error code EAI_AGAIN',
    'npm error errno EAI_AGAIN',
    'npm error request to https://registry.npmjs.org/left-pad failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org',
    'END',
    'exit 1',
    '',
  ].join('\n'),
};

/** A tool that nobody knows, with the repository's own matcher for it; another that only annotates. */
export const ownTools: FileTree = {
  '.github/workflows/ci.yml': workflowOf({
    known: './quirk.sh',
    annotated: 'echo "::error file=src/y.q,line=4::y has no end" && exit 1',
  }),
  '.github/quirk-matcher.json': JSON.stringify({
    problemMatcher: [
      {
        owner: 'quirk',
        pattern: [{ regexp: '^at (\\S+)@(\\d+), (.*)$', file: 1, line: 2, message: 3 }],
      },
      { owner: 'broken', pattern: [{ regexp: '^(', message: 1 }] },
    ],
  }),
  'quirk.sh': { content: '#!/bin/sh\necho "at src/x.q@7, a quirk"\nexit 3\n', mode: '100755' },
  'src/x.q': 'x\n',
  'src/y.q': 'y\n',
};
