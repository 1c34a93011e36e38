import type { FileFixer } from './file-fixer.js';

/** Names under which the reports of tools come that only print a diff or a list of files. */
const listed = ['diff', 'formatter'];

const caseOf = (
  name: string,
  tool: string,
  options: readonly string[],
  rest: Pick<FileFixer, 'languages'> & Partial<FileFixer>,
): FileFixer => ({
  name,
  title: [tool, ...options].join(' '),
  tools: [tool],
  reports: [tool],
  from: 'path',
  options,
  ...rest,
});

/** Tools of other languages that rewrite the files they complained about. */
export const otherFixers: readonly FileFixer[] = [
  caseOf('gofmt-write', 'gofmt', ['-w'], { languages: ['go'], keeps: { flags: ['-s'], values: ['-r'] } }),
  ...['goimports', 'gofumpt', 'gci', 'golines'].map((tool) =>
    caseOf(`${tool}-write`, tool, tool === 'gci' ? ['write'] : ['-w'], {
      languages: ['go'],
      reports: [tool, 'gofmt', ...listed],
      keeps: { values: ['-local', '-s', '--section', '-m'], flags: ['-extra', '--custom-order'] },
      onlyWhenCalled: true,
    }),
  ),
  caseOf('rustfmt', 'cargo', ['fmt', '--all'], {
    languages: ['rust'],
    tools: ['cargo fmt'],
    reports: ['rustfmt'],
    keeps: { values: ['--manifest-path'] },
    whole: /\.rs$/,
  }),
  caseOf('rubocop-autocorrect', 'rubocop', ['-a'], {
    languages: ['ruby'],
    from: 'bundler',
    says: /\[Correctable\]/,
    keeps: { values: ['-c', '--config', '-r', '--require', '--only', '--except'] },
  }),
  caseOf('standardrb-fix', 'standardrb', ['--fix'], { languages: ['ruby'], from: 'bundler' }),
  caseOf('php-cs-fixer', 'php-cs-fixer', ['fix'], {
    languages: ['php'],
    tools: ['php-cs-fixer', 'php-cs-fixer.phar'],
    keeps: { values: ['--config', '--rules', '--allow-risky', '--path-mode'] },
  }),
  caseOf('phpcbf', 'phpcs', [], {
    title: 'phpcbf',
    languages: ['php'],
    says: /\[x\]/,
    program: 'phpcbf',
    keeps: { values: ['--standard', '--extensions', '--exclude', '--sniffs', '--runtime-set'] },
    onlyWhenCalled: true,
  }),
  caseOf('pint', 'pint', [], {
    languages: ['php'],
    reports: ['pint', 'php-cs-fixer', ...listed],
    keeps: { values: ['--config', '--preset'] },
    onlyWhenCalled: true,
  }),
  caseOf('shfmt-write', 'shfmt', ['-w'], {
    languages: ['shell'],
    reports: ['shfmt', ...listed],
    keeps: {
      values: ['-i', '--indent', '-ln', '--language-dialect'],
      flags: ['-ci', '-bn', '-sr', '-kp', '-fn', '-s', '-p', '--case-indent', '--binary-next-line'],
    },
    onlyWhenCalled: true,
  }),
  caseOf('terraform-fmt', 'terraform', ['fmt'], {
    languages: ['terraform'],
    tools: ['terraform fmt', 'tofu fmt'],
    reports: ['terraform', ...listed],
    says: /differs from what|not formatted/,
    onlyWhenCalled: true,
  }),
  caseOf('clang-format', 'clang-format', ['-i'], {
    languages: ['c', 'c++'],
    keeps: { values: ['-style', '--style', '--fallback-style', '-fallback-style'] },
  }),
  caseOf('cmake-format', 'cmake-format', ['-i'], {
    languages: ['cmake'],
    reports: ['cmake-format', ...listed],
    keeps: { values: ['-c', '--config-files'] },
    onlyWhenCalled: true,
  }),
  caseOf('dart-format', 'dart', ['format'], {
    languages: ['dart'],
    tools: ['dart format'],
    reports: ['dart', 'formatter'],
    says: /not formatted/,
    keeps: { values: ['-l', '--line-length', '--page-width'] },
    onlyWhenCalled: true,
  }),
  caseOf('mix-format', 'mix', ['format'], {
    languages: ['elixir'],
    tools: ['mix format'],
    reports: ['mix format'],
  }),
  caseOf('dotnet-format', 'dotnet', ['format'], {
    languages: ['c#'],
    tools: ['dotnet format'],
    reports: ['dotnet format'],
    onlyWhenCalled: true,
    tellFiles: (files) => ['--include', ...files],
  }),
  caseOf('buf-format', 'buf', ['format', '-w'], {
    languages: ['protobuf'],
    tools: ['buf format'],
    reports: ['buf', ...listed],
    says: /differs from what/,
    onlyWhenCalled: true,
    whole: /\.proto$/,
  }),
  caseOf('swiftformat', 'swiftformat', [], {
    languages: ['swift'],
    reports: ['swiftformat', ...listed],
    keeps: { values: ['--config', '--swiftversion'] },
    onlyWhenCalled: true,
  }),
  caseOf('swiftlint-fix', 'swiftlint', ['--fix'], {
    languages: ['swift'],
    keeps: { values: ['--config'] },
    onlyWhenCalled: true,
  }),
  caseOf('ktlint-format', 'ktlint', ['--format'], {
    languages: ['kotlin'],
    keeps: { values: ['--editorconfig', '-R', '--ruleset'] },
    onlyWhenCalled: true,
  }),
  caseOf('taplo-fmt', 'taplo', ['fmt'], {
    languages: ['toml'],
    tools: ['taplo fmt', 'taplo format'],
    says: /not properly formatted/,
    onlyWhenCalled: true,
  }),
  caseOf('typos-write', 'typos', ['--write-changes'], {
    languages: ['text'],
    // One candidate only: the tool itself leaves out what has more.
    says: /should be `[^`]*`(?!,)/,
    safety: 'tool',
    keeps: { values: ['--config', '-c'] },
  }),
  caseOf('stylua', 'stylua', [], {
    languages: ['lua'],
    reports: ['stylua', ...listed],
    keeps: { values: ['--config-path', '-f'] },
    onlyWhenCalled: true,
  }),
  caseOf('zig-fmt', 'zig', ['fmt'], {
    languages: ['zig'],
    tools: ['zig fmt'],
    reports: ['zig', ...listed],
    says: /not formatted|differs from what/,
    onlyWhenCalled: true,
  }),
];
