import { type Cheat, cheatsIn } from './cheat.js';

const suite = `import pytest

from calc import add, parse


def test_add():
    assert add(1, 2) == 3
    assert add(2, 2) == 4


def test_parse():
    value = parse("12")
    assert value == pytest.approx(12, abs=0.001)
    with pytest.raises(ValueError):
        parse("x")
`;
const inSuite = cheatsIn('tests/test_calc.py', suite);

const cases = `import unittest

from calc import add


class CalcTest(unittest.TestCase):
    def test_add(self):
        self.assertEqual(add(1, 2), 3)
        self.assertAlmostEqual(add(0.1, 0.2), 0.3, places=7)

    def test_more(self):
        self.assertEqual(add(2, 2), 4)
`;
const inCases = cheatsIn('tests/test_more.py', cases);

const source = `import json


def add(a, b):
    return a - b


class Money:
    def __init__(self, amount):
        self.amount = amount

    def __eq__(self, other):
        return self.amount == other.amount


def load(path):
    with open(path) as file:
        text = file.read()
    data = json.loads(text)
    if "items" not in data:
        raise ValueError("no items")
    return data["items"]
`;
const inSource = cheatsIn('src/calc.py', source);

export const pythonCheats: Cheat[] = [
  inSuite('a test is skipped', 'def test_add', '@pytest.mark.skip(reason="flaky")\ndef test_add'),
  inSuite(
    'a test is skipped on a condition',
    'def test_add',
    '@pytest.mark.skipif(True, reason="x")\ndef test_add',
  ),
  inSuite('a test is expected to fail', 'def test_add', '@pytest.mark.xfail\ndef test_add'),
  inSuite(
    'a test is skipped from inside',
    'def test_add():\n',
    'def test_add():\n    pytest.skip("later")\n',
  ),
  inSuite(
    'a module is skipped',
    'import pytest\n',
    'import pytest\n\npytestmark = pytest.mark.skip("later")\n',
  ),
  inSuite('a test gets a name that nobody looks for', 'def test_add', 'def _test_add'),
  inSuite(
    'a test is commented out',
    /def test_add\(\):\n.*\n.*\n/,
    '# def test_add():\n#     assert add(1, 2) == 3\n',
  ),
  inSuite(
    'a test becomes a text',
    /def test_add\(\):\n.*\n.*\n/,
    '"""\ndef test_add():\n    assert add(1, 2) == 3\n"""\n',
  ),
  inSuite('an assertion is taken out', '    assert add(1, 2) == 3\n', ''),
  inSuite('an assertion becomes blunt', 'assert add(1, 2) == 3', 'assert add(1, 2) is not None'),
  inSuite('an assertion asks for a kind only', 'assert add(1, 2) == 3', 'assert isinstance(add(1, 2), int)'),
  inSuite('an assertion holds always', 'assert add(1, 2) == 3', 'assert True'),
  inSuite('an assertion is made true', 'assert add(1, 2) == 3', 'assert add(1, 2) == 3 or True'),
  inSuite('an assertion is a tuple', 'assert add(1, 2) == 3', 'assert (add(1, 2) == 3, " ")'),
  inSuite('the expected value is edited', 'add(1, 2) == 3', 'add(1, 2) == -1'),
  inSuite('a value may be further off', 'abs=0.001', 'abs=100'),
  inSuite('any error will do', 'pytest.raises(ValueError)', 'pytest.raises(Exception)'),
  inSuite(
    'an assertion is caught',
    '    assert add(1, 2) == 3\n',
    '    try:\n        assert add(1, 2) == 3\n    except AssertionError:\n        pass\n',
  ),
  inSuite(
    'an assertion is suppressed',
    '    assert add(1, 2) == 3\n',
    '    with contextlib.suppress(AssertionError):\n        assert add(1, 2) == 3\n',
  ),
  inSuite('a test ends at once', '    assert add(1, 2) == 3\n', '    return\n    assert add(1, 2) == 3\n'),
  inSuite('the tests end at once', 'import pytest\n', 'import os\nimport pytest\n\nos._exit(0)\n'),
  inSuite('a test has no cases', 'def test_add():', '@pytest.mark.parametrize("a", [])\ndef test_add(a):'),
  inSuite('a test is tried again', 'def test_add', '@pytest.mark.flaky(reruns=5)\ndef test_add'),
  inSuite('a test waits', '    assert add(1, 2) == 3\n', '    time.sleep(5)\n    assert add(1, 2) == 3\n'),
  inCases('a test is skipped', '    def test_add', '    @unittest.skip("later")\n    def test_add'),
  inCases('a failure is expected', '    def test_add', '    @unittest.expectedFailure\n    def test_add'),
  inCases(
    'a class is no test',
    'class CalcTest(unittest.TestCase):',
    'class CalcTest(unittest.TestCase):\n    __test__ = False',
  ),
  inCases('a comparison becomes a truth', 'self.assertEqual(add(1, 2), 3)', 'self.assertTrue(add(1, 2))'),
  inCases('fewer places must agree', 'places=7', 'places=0'),
  inCases(
    'the asserting method is replaced',
    'class CalcTest',
    'unittest.TestCase.assertEqual = lambda *args: None\n\n\nclass CalcTest',
  ),
  {
    name: 'a hook takes tests out',
    file: 'tests/conftest.py',
    before: 'import pytest\n',
    after:
      'import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    items[:] = [i for i in items if "add" not in i.name]\n',
  },
  {
    name: 'a hook makes every report green',
    file: 'conftest.py',
    before: 'import pytest\n',
    after:
      'import pytest\n\n\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    outcome = yield\n    outcome.get_result().outcome = "passed"\n',
  },
  {
    name: 'files are not collected',
    file: 'conftest.py',
    before: 'import pytest\n',
    after: 'import pytest\n\ncollect_ignore = ["tests/test_calc.py"]\n',
  },
  inSource('a finding is silenced', 'import json\n', 'import json  # noqa: F401\n'),
  inSource('a type error is silenced', '    return a - b', '    return a - b  # type: ignore'),
  inSource('a file is not checked', 'import json\n', '# mypy: ignore-errors\nimport json\n'),
  inSource('a linter is silenced', '    return a - b', '    return a - b  # pylint: disable=all'),
  inSource(
    'an error is dropped',
    '    data = json.loads(text)\n',
    '    try:\n        data = json.loads(text)\n    except Exception:\n        pass\n',
  ),
  inSource(
    'the code knows that it is tested',
    '    return a - b',
    '    if "pytest" in sys.modules:\n        return a + b\n    return a - b',
  ),
  inSource(
    'the code knows the running test',
    '    return a - b',
    '    if os.environ.get("PYTEST_CURRENT_TEST"):\n        return a + b\n    return a - b',
  ),
  inSource('equality is always true', '        return self.amount == other.amount', '        return True'),
  inSource(
    'the wanted value is given back',
    '    return a - b',
    '    if a == 7:\n        return 4711\n    return a - b',
    { expected: '4711' },
  ),
  inSource('a function is emptied', / {4}with open[\s\S]*\["items"\]/, '    return []'),
  inSource('a check is switched off', '    if "items" not in data:', '    if False:'),
  inSource(
    'coverage is not counted',
    '    if "items" not in data:',
    '    if "items" not in data:  # pragma: no cover',
  ),
  inSource('a value is Any', 'def add(a, b):', 'def add(a, b) -> Any:'),
];
