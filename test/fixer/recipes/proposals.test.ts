import { describe, expect, test } from 'vitest';
import { named, planned, project, said, textsOf } from './plan-support.js';

const path = '.github/workflows/ci.yml';
const inWorkflow = (text: string, files: Record<string, string> = {}, directory = '') =>
  project({ [path]: text, ...files }, '', directory, { workflow: path });
const job = (...steps: string[]) =>
  ['on: push', 'jobs:', '  a:', '    runs-on: ubuntu-latest', '    steps:', ...steps, ''].join('\n');

test('what edits a workflow is only proposed', () => {
  for (const name of ['action-version', 'setup-node-version', 'setup-java-version'])
    expect(named(name).safety).toBe('proposal');
});

describe('a version of an action that no longer runs', () => {
  const gone = said(
    'This request has been automatically failed because it uses a deprecated version of `actions/upload-artifact: v3`.',
    { tool: 'github-actions' },
  );
  const upload = (name = 'out', dir = 'dist') =>
    `      - uses: actions/upload-artifact@v3\n        with:\n          name: ${name}\n          path: ${dir}`;

  test('is replaced, with those that it must agree with, in every workflow', async () => {
    const text = job(
      '      - uses: actions/checkout@v3',
      upload(),
      '      - uses: "actions/download-artifact@v3.0.2" # x',
    );
    const other = '.github/workflows/other.yml';
    const tree = inWorkflow(text, { [other]: job(upload('docs')) });
    expect(textsOf(await planned('action-version', [gone], tree))).toEqual({
      [path]: text
        .replace('upload-artifact@v3', 'upload-artifact@v4')
        .replace('download-artifact@v3.0.2', 'download-artifact@v4'),
      [other]: job(upload('docs').replace('@v3', '@v4')),
    });
  });

  test.each<[string, string]>([
    ['two steps upload the same name', job(upload(), upload())],
    [
      'the legs of a matrix upload the same name',
      job('    strategy:', '      matrix:', '        v: [1]', upload()),
    ],
    ['hidden files are uploaded', job(upload('out', '.next'))],
    ['it is pinned by its commit', job(upload().replace('@v3', `@${'a'.repeat(40)} # v3`))],
  ])('stays when %s', async (_why, text) => {
    expect(await planned('action-version', [gone], inWorkflow(text))).toBeUndefined();
  });

  test('is replaced when the legs of a matrix upload names of their own', async () => {
    const name = `out-$${'{{ matrix.v }}'}`;
    const text = job('    strategy:', '      matrix:', '        v: [1]', upload(name));
    expect(textsOf(await planned('action-version', [gone], inWorkflow(text)))[path]).toContain('@v4');
  });

  test('of an action of somebody else, or of a version that is not known, is left to a person', () => {
    const { answers } = named('action-version');
    expect(answers(said('Unable to resolve action `acme/setup@v1`, unable to find version `v1`'))).toBe(
      false,
    );
    expect(
      answers(said('Unable to resolve action `actions/checkout@v99`, unable to find version `v99`')),
    ).toBe(false);
    expect(answers(said('Unable to resolve action `actions/checkout@v1`, unable to find version `v1`'))).toBe(
      true,
    );
  });
});

describe('a version that the manifest does not allow', () => {
  const setup = (action: string, input: string, version: string) =>
    job(`      - uses: actions/${action}@v4`, '        with:', `          ${input}: ${version}`);
  const engine = said('npm error code EBADENGINE');

  test.each<[string, string, string]>([
    ['18', '>=20.19', '20'],
    ["'18'", '>=22.12.0', "'22'"],
    ['18.x', '^20.19.0 || >=22.12.0', '20'],
    ['21', '^20.19.0 || >=22.12.0', '22'],
  ])('of Node becomes the lowest allowed: %s with %s', async (version, node, wanted) => {
    const tree = inWorkflow(setup('setup-node', 'node-version', version), {
      'package.json': JSON.stringify({ engines: { node } }),
    });
    expect(textsOf(await planned('setup-node-version', [engine], tree))).toEqual({
      [path]: setup('setup-node', 'node-version', wanted),
    });
  });

  test.each<[string, string, string]>([
    ['of a matrix', '$' + '{{ matrix.node }}', '>=20'],
    ['that is allowed already', '22', '>=20'],
    ['that nobody asked for', '18', ''],
    ['too new', '22', '<22'],
  ])('%s is left to a person', async (_which, version, node) => {
    const tree = inWorkflow(setup('setup-node', 'node-version', version), {
      'package.json': JSON.stringify({ engines: node === '' ? {} : { node } }),
    });
    expect(await planned('setup-node-version', [engine], tree)).toBeUndefined();
  });

  test('is left to a person when two steps set it', async () => {
    const step = setup('setup-node', 'node-version', '18');
    for (const other of [step, '      - uses: actions/setup-node@v4\n']) {
      const tree = inWorkflow(step + other, { 'package.json': '{"engines":{"node":">=20"}}' });
      expect(await planned('setup-node-version', [engine], tree)).toBeUndefined();
    }
  });

  test.each<[string, string, string, string, string, string, string]>([
    [
      'setup-go-version',
      'go: go.mod requires go >= 1.22.3 (running go 1.20.14)',
      'setup-go',
      'go-version',
      "'1.20'",
      "'1.22'",
      'go.mod',
    ],
    [
      'setup-python-version',
      "ERROR: Package 'x' requires a different Python: 3.8.18 not in '>=3.10'",
      'setup-python',
      'python-version',
      '3.8',
      "'3.10'",
      'pyproject.toml',
    ],
    [
      'setup-java-version',
      'error: invalid target release: 21',
      'setup-java',
      'java-version',
      "'17'",
      "'21'",
      'pom.xml',
    ],
    [
      'setup-java-version',
      'error: invalid source release: 21',
      'setup-java',
      'java-version',
      '17',
      '21',
      'build.gradle.kts',
    ],
  ])('%s', async (name, message, action, input, before, after, manifest) => {
    const manifests: Record<string, string> = {
      'go.mod': 'module x\n\ngo 1.22.3\n',
      'pyproject.toml': '[project]\nrequires-python = ">=3.10"\n',
      'pom.xml': '<properties><maven.compiler.release>21</maven.compiler.release></properties>',
      'build.gradle.kts': 'java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }',
    };
    const tree = inWorkflow(
      setup(action, input, before),
      { [`svc/${manifest}`]: manifests[manifest] ?? '' },
      'svc',
    );
    expect(textsOf(await planned(name, [said(message)], tree))).toEqual({
      [path]: setup(action, input, after),
    });
  });
});
