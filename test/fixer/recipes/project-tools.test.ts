import { describe, expect, test } from 'vitest';
import { aReport } from '../../support/samples.js';
import { argvOf, named, planned, project, said } from './plan-support.js';

describe('the fixes of cargo', () => {
  const lint = (given = {}) =>
    aReport({ tool: 'clippy', category: 'lint', code: 'clippy::len_zero', file: 'src/a.rs', ...given });

  test('keep what the failing call was about, and turn denied lints into warnings', async () => {
    const command =
      'cargo +nightly clippy --workspace --features a,b --message-format short -- -D warnings -D clippy::pedantic -A clippy::x';
    expect(argvOf(await planned('clippy-fix', [lint()], project({ 'src/a.rs': '' }, command)))).toEqual(
      'cargo +nightly clippy --fix --allow-dirty --allow-staged --allow-no-vcs --workspace --features a,b -- -W clippy::pedantic -A clippy::x'.split(
        ' ',
      ),
    );
  });

  test('are for the call that failed: clippy or the compiler', async () => {
    const tree = (command: string) => project({ 'src/a.rs': '' }, command);
    expect(await planned('cargo-fix', [lint()], tree('cargo clippy'))).toBeUndefined();
    expect(await planned('clippy-fix', [lint()], tree('cargo test'))).toBeUndefined();
    expect(
      argvOf(
        await planned('cargo-fix', [lint({ tool: 'rustc', code: 'unused-imports' })], tree('cargo build')),
      )?.slice(0, 2),
    ).toEqual(['cargo', 'fix']);
  });

  test('are not for code that does not compile', () => {
    expect(named('clippy-fix').answers(lint({ tool: 'rustc', category: 'compile', code: 'E0308' }))).toBe(
      false,
    );
  });
});

describe('linters of several kinds', () => {
  test('golangci-lint mends with the configuration of the failing call', async () => {
    const report = aReport({ tool: 'golangci-lint', file: 'a.go' });
    const tree = project(
      { 'a.go': '' },
      'golangci-lint run --out-format github-actions --config=ci/g.yml --enable gofmt ./cmd',
    );
    expect(argvOf(await planned('golangci-lint-fix', [report], tree))).toEqual(
      'golangci-lint run --fix --config=ci/g.yml --enable gofmt ./...'.split(' '),
    );
  });

  test('shellcheck writes what it would, for the reported codes, at the top of the repository', async () => {
    const report = said('In ci/a.sh line 2: ^-- SC2086: Double quote', {
      tool: 'shellcheck',
      file: 'ci/a.sh',
    });
    const action = await planned(
      'shellcheck-fix',
      [report],
      project({ 'ci/a.sh': '' }, 'shellcheck -x a.sh', 'ci'),
    );
    expect(action).toMatchObject({ directory: '' });
    expect(argvOf(action)?.slice(3)).toEqual(['shellcheck', '--include=SC2086', '-x', '--', 'ci/a.sh']);
  });

  test('pre-commit runs the same hooks twice on the reported files', async () => {
    const report = aReport({ tool: 'pre-commit', category: 'format', file: 'a.py' });
    const tree = project({ 'a.py': '' }, 'uv run pre-commit run black -c ci/p.yaml --all-files');
    const action = await planned('pre-commit-run', [report], tree);
    const argv = ['uv', 'run', 'pre-commit', 'run', 'black', '-c', 'ci/p.yaml', '--files', './a.py'];
    expect(action).toMatchObject({ kind: 'commands', commands: [{ argv }, { argv }] });
    expect(await planned('pre-commit-run', [report], project({ 'a.py': '' }, 'make check'))).toBeUndefined();
  });

  test('pre-commit may change its own configuration or a workflow in no case', () => {
    const { mayTouch } = named('pre-commit-run');
    expect(
      ['a.py', '.github/workflows/ci.yml', '.pre-commit-config.yaml'].map((file) =>
        mayTouch(file, new Set()),
      ),
    ).toEqual([true, false, false]);
    expect(mayTouch('b.py', new Set(['a.py']))).toBe(false);
  });
});

describe('plugins of a build', () => {
  test.each<[string, string, Record<string, string>, string]>([
    [
      'spotless-apply',
      "Execution failed for task ':spotlessJavaCheck'. The following files had format violations:",
      { 'build.gradle': '', gradlew: '' },
      './gradlew --console=plain spotlessApply',
    ],
    [
      'spotless-apply',
      "Run 'mvn spotless:apply' to fix these violations.",
      { 'pom.xml': '' },
      'mvn -q -B spotless:apply',
    ],
    [
      'ktlint-gradle',
      "Execution failed for task ':app:ktlintMainSourceSetCheck'.",
      { 'build.gradle.kts': '', gradlew: '' },
      './gradlew --console=plain ktlintFormat',
    ],
    [
      'google-java-format',
      'Failed to execute goal com.spotify.fmt:fmt-maven-plugin:2.23:check',
      { 'pom.xml': '', mvnw: '' },
      './mvnw -q -B fmt:format',
    ],
    [
      'formatter-maven',
      'goal net.revelc.code.formatter:formatter-maven-plugin:2.23.0:validate (default)',
      { 'pom.xml': '' },
      'mvn -q -B formatter:format',
    ],
    [
      'licence-header-build',
      'Some files do not have the expected license header',
      { 'pom.xml': '' },
      'mvn -q -B license:format',
    ],
    [
      'scalafmt',
      '(Compile / scalafmtCheck) 1 files must be formatted',
      { 'build.sbt': '' },
      'sbt -batch scalafmtAll',
    ],
  ])('%s: %s', async (name, message, files, command) => {
    expect(argvOf(await planned(name, [said(message)], project(files)))?.join(' ')).toBe(command);
  });

  test('change sources only', () => {
    const { mayTouch } = named('spotless-apply');
    expect(
      ['src/A.java', 'gradlew', '.github/workflows/a.yml'].map((file) => mayTouch(file, new Set())),
    ).toEqual([true, false, false]);
  });

  test('are left alone where there is no such build', async () => {
    expect(await planned('scalafmt', [said('scalafmtCheck')], project({ 'pom.xml': '' }))).toBeUndefined();
  });
});

describe('files that are generated and checked in', () => {
  const stale = aReport({ tool: 'diff', file: 'api/gen.go' });
  const script = async (command: string, earlier: string[] = []) =>
    argvOf(
      await planned(
        'generated-code',
        [stale],
        project({ 'api/gen.go': '' }, command, '', {
          earlier: earlier.map((text) => ({ script: text, directory: 'svc' })),
        }),
      ),
    )?.at(-1);

  test('are generated by what stands before the check', async () => {
    expect(await script('npm run generate\ngit diff --exit-code')).toBe('npm run generate');
    expect(await script('make gen && git diff --exit-code api')).toBe('make gen');
    expect(await script('set -e\nmake gen; git status --porcelain')).toBe('set -e\nmake gen');
  });

  test('are generated by the step before when the failing one only looks', async () => {
    expect(await script('git diff --exit-code', ['make gen', 'npm ci'])).toBe('make gen');
    expect(
      await script('set -e\nif [ -n "$(git status --porcelain)" ]; then\n exit 1\nfi', ['make gen']),
    ).toBe('make gen');
  });

  test.each(['make gen', 'git diff --exit-code', 'echo $' + '{{ github.sha }}\ngit diff'])(
    'are left to a person after %j',
    async (command) => {
      expect(await script(command)).toBeUndefined();
    },
  );

  test.each(['../other', '/srv', '$' + '{{ matrix.dir }}'])('are not generated in %s', async (directory) => {
    const tree = project({ 'api/gen.go': '' }, 'git diff --exit-code', '', {
      earlier: [{ script: 'make gen', directory }],
    });
    expect(await planned('generated-code', [stale], tree)).toBeUndefined();
  });

  test('are the reported ones, and never a workflow', async () => {
    expect(named('generated-code').mayTouch('src/a.go', new Set(['api/gen.go']))).toBe(false);
    const workflow = aReport({ tool: 'diff', file: '.github/workflows/a.yml' });
    const tree = project({ '.github/workflows/a.yml': '' }, 'make gen\ngit diff --exit-code');
    expect(await planned('generated-code', [workflow], tree)).toBeUndefined();
  });
});

describe('packages', () => {
  const missing = aReport({
    tool: 'node',
    message: "Cannot find package 'ms' imported from x",
    file: 'src/a.js',
  });

  test.each<[string, string, string]>([
    [
      'pnpm-lock.yaml',
      'packages:\n\n  ms@2.1.2:\n    resolution: {}\n',
      'pnpm add --lockfile-only --ignore-scripts --save-prod ms@^2.1.2',
    ],
    [
      'yarn.lock',
      'ms@^2.1.0, ms@^2.0.0:\n  version "2.1.2"\n',
      'yarn add --ignore-scripts --non-interactive ms@^2.1.2',
    ],
    [
      'yarn.lock',
      '__metadata:\n  version: 8\n\n"ms@npm:^2.1.0":\n  version: 2.1.2\n',
      'yarn add --mode=update-lockfile ms@^2.1.2',
    ],
  ])('are declared through the manager of %s', async (lockfile, text, command) => {
    const tree = project({ 'package.json': '{}', [lockfile]: text });
    expect(argvOf(await planned('undeclared-package', [missing], tree))?.join(' ')).toBe(command);
    const twice = project({
      'package.json': '{}',
      [lockfile]: `${text}\n${text.replaceAll('2.1.2', '1.0.0')}`,
    });
    expect(await planned('undeclared-package', [missing], twice)).toBeUndefined();
  });

  test('get the types of their own major version', async () => {
    const untyped = said("Could not find a declaration file for module '@scope/kit/deep'. x", {
      tool: 'tsc',
      code: 'TS7016',
    });
    const tree = (dependencies: object) => project({ 'package.json': JSON.stringify({ dependencies }) });
    expect(
      argvOf(await planned('missing-types', [untyped], tree({ '@scope/kit': '^4.2.0' })))?.slice(-2),
    ).toEqual(['--no-fund', '@types/scope__kit@4']);
    expect(await planned('missing-types', [untyped], tree({}))).toBeUndefined();
    expect(
      await planned('missing-types', [untyped], tree({ '@scope/kit': '4', '@types/scope__kit': '4' })),
    ).toBeUndefined();
  });

  test('of Python are declared as the lockfile has them', async () => {
    const report = said("ModuleNotFoundError: No module named 'typing_extensions.x'", {
      file: 'tests/test_a.py',
    });
    const lock = '[[package]]\nname = "typing-extensions"\nversion = "4.9.0"\n';
    expect(
      argvOf(await planned('undeclared-python-package', [report], project({ 'uv.lock': lock }))),
    ).toEqual(['uv', 'add', '--no-sync', '--dev', 'typing-extensions>=4.9.0']);
    expect(
      await planned(
        'undeclared-python-package',
        [said("No module named 'evil'")],
        project({ 'uv.lock': lock }),
      ),
    ).toBeUndefined();
  });

  test('that nothing uses are taken out by a tool that the project lists', async () => {
    const unused = aReport({
      tool: 'flake8',
      code: 'F401',
      message: "'os' imported but unused",
      file: 'a.py',
    });
    const tree = (listed: string) => project({ 'a.py': '', 'requirements.txt': listed });
    expect(argvOf(await planned('unused-python-import', [unused], tree('ruff==0.4\n')))?.[0]).toBe('ruff');
    expect(argvOf(await planned('unused-python-import', [unused], tree('autoflake\n')))?.[0]).toBe(
      'autoflake',
    );
    expect(await planned('unused-python-import', [unused], tree('flake8\n'))).toBeUndefined();
    expect(named('unused-python-import').answers({ ...unused, file: 'pkg/__init__.py' })).toBe(false);
  });

  test('of Rust are declared as the only other manifest has them', async () => {
    const report = aReport({
      tool: 'rustc',
      category: 'compile',
      code: 'E0433',
      message: 'failed to resolve: use of unresolved module or unlinked crate `once_cell`',
      file: 'b/tests/x.rs',
    });
    const tree = (...manifests: string[]) =>
      project({
        'b/Cargo.toml': '[package]\n',
        ...Object.fromEntries(manifests.map((text, n) => [`m${n}/Cargo.toml`, `[dependencies]\n${text}\n`])),
      });
    const declared = await planned('undeclared-crate', [report], tree('once-cell = "1.19"'));
    expect(declared).toMatchObject({ argv: ['cargo', 'add', '--dev', 'once-cell@1.19'], directory: 'b' });
    for (const others of [
      [],
      ['once_cell = "1"', 'once_cell = "2"'],
      ['once_cell = { version = "1", features = ["x"] }'],
    ])
      expect(await planned('undeclared-crate', [report], tree(...others))).toBeUndefined();
  });
});
