import { describe, expect, it } from 'vitest';
import type { BugReport } from '../../src/domain/index.js';
import { jobLog, parseLog } from './read-text.js';

async function causesOf(script: string, output: string): Promise<BugReport[]> {
  const [job] = await parseLog(jobLog(script, output, 1));
  return job?.reports.filter((report) => report.rootCause) ?? [];
}

describe('the cause and what only repeats it', () => {
  it('reads a failed test of Rails, which stands at the margin', async () => {
    const output =
      "Error:\nCartTest#test_sums_up:\nKeyError: key not found: :price\n    test/cart_test.rb:9:in `test_sums_up'";
    expect(await causesOf('bin/rails test', output)).toMatchObject([
      { tool: 'minitest', file: 'test/cart_test.rb', line: 9, test: { name: 'CartTest#test_sums_up' } },
    ]);
  });

  it('reads the end of the chain of imports that go prints', async () => {
    const output =
      'go: example.org/shop/cart tested by\n\texample.org/shop/cart.test imports\n\texample.org/price: no matching versions for query "latest"';
    const [first] = await causesOf('go mod tidy', output);
    expect(first).toMatchObject({ category: 'dependency', file: 'go.mod' });
    expect(first?.message).toContain('no matching versions');
  });

  it('takes the last exception of a chain in pytest', async () => {
    const output = [
      '_____ test_load _____',
      '    def test_load():',
      "E   KeyError: 'a'",
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      '>       load()',
      'E   shop.LoadError: nothing to load',
      '',
      'tests/test_load.py:7: LoadError',
      '===== 1 failed =====',
    ].join('\n');
    const [first] = await causesOf('pytest', output);
    expect(first).toMatchObject({ file: 'tests/test_load.py', line: 7 });
    expect(first?.message).toContain('nothing to load');
  });

  it('names the module that conftest.py misses', async () => {
    const output =
      "ImportError while loading conftest '/home/runner/work/app/app/conftest.py'.\nconftest.py:1: in <module>\n    import shopkit\nE   ModuleNotFoundError: No module named 'shopkit'";
    expect((await causesOf('pytest', output))[0]).toMatchObject({
      category: 'dependency',
      message: "ModuleNotFoundError: No module named 'shopkit'",
    });
  });

  it('leaves a missed coverage threshold to the tests that failed', async () => {
    const output =
      'FAILED tests/test_a.py::test_x - AssertionError: assert 1 == 2\nFAIL Required test coverage of 80% not reached. Total coverage: 60%';
    expect((await causesOf('pytest --cov', output)).map(({ message }) => message)).toEqual([
      'AssertionError: assert 1 == 2',
    ]);
  });

  it('says what a build script of cargo found missing', async () => {
    const output = [
      'error: failed to run custom build command for `inkbridge v0.2.2`',
      '',
      'Caused by:',
      "  process didn't exit successfully: `target/debug/build/inkbridge/build-script-build` (exit status: 101)",
      '  --- stderr',
      "  thread 'main' panicked at build.rs:4:10:",
      '  The pkg-config command could not be found.',
    ].join('\n');
    const [first] = await causesOf('cargo build', output);
    expect(first).toMatchObject({ tool: 'cargo', category: 'dependency' });
    expect(first?.message).toContain('pkg-config');
  });

  it('reads the text that Scala 3 draws below the code', async () => {
    const output = [
      '[error] -- [E019] Syntax Error: /home/runner/work/app/app/src/A.scala:9:12 ----',
      '[error] 9 |            )',
      '[error]   |             ^',
      '[error]   |             Missing return type',
    ].join('\n');
    expect((await causesOf('sbt compile', output))[0]).toMatchObject({
      file: 'src/A.scala',
      line: 9,
      message: 'Missing return type',
    });
  });
});
