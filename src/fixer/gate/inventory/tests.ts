import type { ChangedSource } from '../source/changed-source.js';
import type { Language } from '../source/language.js';
import { lineAt, type Source } from '../source/read-source.js';

/** What the tests of a language look like, in code without comments and without the contents of strings. */
interface TestWords {
  /** The beginning of a test; its name is in the first group, or in the string behind the match. */
  test: RegExp;
  /** A class whose tests are found by its name or by what it extends. */
  group?: RegExp;
  assertion: RegExp;
  /** Assertions that say exactly what is expected. */
  strong: RegExp;
  /** Assertions that hold for many values. */
  weak: RegExp;
  /** How far a value may be off: the number is in the first group. */
  tolerance?: RegExp;
  /** Of `tolerance` a smaller number is laxer: digits, not distances. */
  digits?: RegExp;
}

const js: TestWords = {
  test: /(?<![\w.$])[xf]?(?:it|test|specify|scenario)(?:\.\w+)*\s*(?:\([^()\n]{0,200}\)\s*)?\(\s*(?=['"`\w])|\bDeno\.test\s*\(|(?<![\w.$])t\.test\s*\(|(?<![\w.$])bench\s*\(/g,
  assertion:
    /\bexpect(?:\.(?:soft|poll|element)|TypeOf)?\s*[(<]|\bassert\w*(?:\.\w+)*\s*\(|(?<![\w.$])t\.(?:is|not|deepEqual|like|throws\w*|true|false|truthy|falsy|regex|snapshot|ok|equal|same|strictEqual|pass|fail)\s*\(|\.should(?:\.\w+)+|\bcy\.(?:contains|get)\(/g,
  strong:
    /\.(?:toBe|toEqual|toStrictEqual|toMatchObject|toHaveLength|toThrow|toBeCloseTo|toHaveBeenCalledWith|toHaveBeenCalledTimes|toContain|strictEqual|deepEqual|deepStrictEqual|equal|eql|throws|rejects|toMatchInlineSnapshot)\s*\(\s*(?!\))/g,
  weak: /\.(?:toBeDefined|toBeTruthy|toBeFalsy|toHaveBeenCalled|ok|isOk|exists?|toBeGreaterThan(?:OrEqual)?|toBeLessThan(?:OrEqual)?|truthy|falsy|doesNotThrow)\s*\(|\.not\.(?:toBe(?:Null|Undefined)?|toEqual|toThrow)\s*\(|\bexpect\.(?:any|anything|stringMatching|objectContaining|stringContaining|arrayContaining)\s*\(|\btoMatch\s*\(\s*\/\s*\/|\btoThrow\s*\(\s*\)|\.toMatchSnapshot\s*\(\s*\)|\bmatch\s*\(/g,
  tolerance: /\b(?:closeTo|approximately)\s*\([^()\n]{1,120},\s*([\d.e-]+)\s*[,)]/g,
  digits: /\btoBeCloseTo\s*\([^()\n]{1,80},\s*(\d+)\s*\)/g,
};
const python: TestWords = {
  test: /^[^\S\n]*(?:async\s+)?def\s+(test\w*)/gm,
  group: /^class\s+(?:Test\w*|\w+\s*\([^)\n]{0,100}TestCase)/gm,
  assertion:
    /^[^\S\n]*assert\b|\bself\.(?:assert|fail)\w*\s*\(|\bpytest\.(?:raises|warns|approx|fail)\b|\b(?:np|numpy)\.testing\.assert\w*|\bassert_\w+\s*\(|\.assert_(?:called|any|has|not|awaited)\w*\s*\(|\bexpect\s*\(/gm,
  strong:
    /\bassert\b[^\n]{0,300}(?:==|\bis\s+(?!not\b))|\bself\.assert(?:Equals?|Is|ListEqual|DictEqual|Raises\w*|CountEqual)\s*\(|\bpytest\.raises\s*\(|\bassert_called_once_with\b|\bassert_called_with\b/g,
  weak: /\bassert\s+(?:not\s+)?[\w.()[\]'" ]+\s*(?:$|,)|\bassert\b[^\n]{0,200}(?:\bis\s+not\s+None|\bisinstance\s*\(|!=|>=|<=|\bin\b)|\bself\.assert(?:True|IsNotNone|IsInstance|Greater\w*|Less\w*|In|NotEqual)\s*\(|\bpytest\.raises\s*\(\s*(?:Base)?Exception\s*\)|\bassert_called\s*\(/gm,
  tolerance: /\b(?:abs|rel|delta|atol|rtol|abs_tol|rel_tol|tol)\s*=\s*([\d.e-]+)/g,
  digits: /\b(?:places|decimal)\s*=\s*(\d+)/g,
};
const go: TestWords = {
  test: /^func\s+((?:Test|Example|Fuzz|Benchmark)(?!Main\b)\w*)\s*\(|\b[tbf]\.Run\s*\(/gm,
  assertion:
    /\b(?:t|b|f|tb|s)\.(?:Error|Fatal|Fail)\w*\s*\(|\b(?:assert|require|is|qt|cmp|Expect|Ω|suite|s)\.\w+\s*\(|\bExpect\s*\(/g,
  strong:
    /\b(?:assert|require)\.(?:Equal|EqualValues|Exactly|EqualError|ErrorIs|ErrorContains|Len|JSONEq|ElementsMatch)f?\s*\(|\breflect\.DeepEqual\b|\bcmp\.Diff\b/g,
  weak: /\b(?:assert|require)\.(?:NotNil|NotEmpty|Error|NoError|True|Contains|NotEqual|NotPanics|Greater\w*|Less\w*)f?\s*\(/g,
  tolerance: /\bIn(?:Delta|Epsilon)f?\s*\([^()\n]{1,120},\s*([\d.e-]+)\s*[,)]/g,
};
const rust: TestWords = {
  test: /#\[(?:\w+::)?(?:test|rstest|test_case|wasm_bindgen_test|quickcheck)\b[^\]\n]{0,200}\]\s*(?:#\[[^\]\n]{0,200}\]\s*){0,8}(?:pub\s+)?(?:async\s+)?fn\s+(\w+)/g,
  assertion:
    /\b(?:debug_)?assert\w*!\s*\(|\bpanic!\s*\(|\bprop_assert\w*!\s*\(|\.unwrap_err\s*\(|\binsta::assert/g,
  strong: /\bassert_eq!\s*\(|\bassert_matches!\s*\(|\bassert!\s*\(\s*matches!|\bprop_assert_eq!/g,
  weak: /\bassert!\s*\(\s*(?!matches)|\bassert_ne!\s*\(/g,
  tolerance: /\bepsilon\s*=\s*([\d.e-]+)|\.abs\(\)\s*<=?\s*([\d.e-]+)/g,
};
const ruby: TestWords = {
  test: /^[^\S\n]*(?:x|f)?(?:it|specify|scenario|example|test|should)\b\s*(?=\(?\s*['"{]|do\b)|^[^\S\n]*def\s+(test_\w+)/gm,
  group:
    /^[^\S\n]*class\s+\w+\s*<\s*(?:Minitest::Test|Test::Unit::TestCase|ActiveSupport::TestCase|\w*TestCase)\b/gm,
  assertion:
    /\bexpect\b\s*[({]|\b(?:assert|refute)\w*\b|\bis_expected\b|\.should(?:_not)?\b|\.must_\w+|\.wont_\w+|\bflunk\b/g,
  strong:
    /\.to\s+(?:eq|eql|equal|match_array|contain_exactly|raise_error\s*\(?\s*\w)|\bassert_(?:equal|same|raises|match)\b|\bmust_equal\b/g,
  weak: /\.to\s+(?:be_truthy|be_present|be_a\b|be\b(?!_)|respond_to|be_an?_)|\.not_to\s+(?:be_nil|raise_error)|\bassert\s|\brefute_nil\b|\bassert_not_nil\b|\braise_error\s*$/gm,
  tolerance: /\b(?:be_within|assert_in_delta)\s*\(?[^\n()]{0,80}?([\d.e-]+)\s*\)/g,
};
const php: TestWords = {
  test: /\bfunction\s+(test\w*)\s*\(|#\[Test\]|(?<![\w.>:$])(?:it|test)\s*\(/g,
  group: /\bclass\s+\w+\s+extends\s+\\?(?:\w+\\)*\w*TestCase\b/g,
  assertion: /(?:->|::)(?:assert|expect)\w*\s*\(|(?<![\w.>:$])expect\s*\(|\bassert\s*\(/g,
  strong:
    /(?:->|::)assert(?:Same|Equals|Count|Instanceof|MatchesRegularExpression)\s*\(|->to(?:Be|Equal)\s*\(|->expectException\w*\s*\(/gi,
  weak: /(?:->|::)assert(?:NotNull|True|NotEmpty|IsArray|IsString|IsInt|NotSame|NotEquals)\s*\(|->toBe(?:Truthy|Array|String|Int)\s*\(/g,
  tolerance: /\bassertEqualsWithDelta\s*\([^()\n]{1,120},\s*([\d.e-]+)\s*[,)]/g,
};
const jvm: TestWords = {
  test: /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property|TestTemplate)\b(?:\s*\([^)\n]{0,200}\))?(?:\s*@\w+(?:\([^)\n]{0,200}\))?)*\s*(?:(?:public|private|protected|static|final|suspend|open|override|internal)\s+)*(?:(?:void|fun|def|[\w<>,?]+)\s+)?(\w+|`)?|\b(?:def)\s+['"]|(?<![\w.])(?:test|it|should)\s*\(\s*"/g,
  assertion:
    /\bassert\w*\s*[({<]|\bverify\w*\s*\(|\bfail\s*\(|\bexpect\w*\s*[({]|\bshould(?:Be|Throw|Equal|Contain)?\w*\b|\bthen\s*\(|\bcheck\s*\(|\bthrown\s*\(/g,
  strong:
    /\bassert(?:Equals|Same|ArrayEquals|Throws\w*|IterableEquals)\s*[(<]|\.is(?:EqualTo|SameAs|ExactlyInstanceOf)\s*\(|\bshouldBe\b|\.containsExactly\w*\s*\(|\.hasSize\s*\(/g,
  weak: /\bassert(?:NotNull|True|DoesNotThrow|NotEquals|NotSame)\s*\(|\.is(?:NotNull|NotEmpty|True|InstanceOf|NotEqualTo)\s*\(|\bshouldNotBe\b|\.contains\s*\(/g,
  tolerance:
    /\bassertEquals\s*\([^()\n]{1,160},\s*((?:0?\.\d+|\d+\.\d+|\d+e-\d+))[fd]?\s*\)|\b(?:within|offset)\s*\(\s*([\d.e-]+)/g,
};
const csharp: TestWords = {
  test: /\[(?:Fact|Theory|Test|TestMethod|TestCase|InlineData|DataRow|DataTestMethod)\b/g,
  assertion: /\bAssert\.\w+\s*[(<]|\.Should\w*\s*\(|\bVerify\w*\s*\(|\bExpect\w*\s*\(/g,
  strong:
    /\bAssert\.(?:Equal|AreEqual|Same|AreSame|Throws\w*|ThrowsAsync|Collection|Single)\s*[(<]|\.Be(?:EquivalentTo)?\s*\(|\bIs\.EqualTo\b/g,
  weak: /\bAssert\.(?:NotNull|IsNotNull|True|IsTrue|NotEmpty|NotEqual|AreNotEqual|IsInstanceOfType|IsType)\s*[(<]|\.NotBe(?:Null|Empty)?\s*\(|\bIs\.Not\.Null\b/g,
  tolerance: /\bWithin\s*\(\s*([\d.e-]+)/g,
};
const swift: TestWords = {
  test: /\bfunc\s+(test\w+)\s*\(|@Test\b|(?<![\w.])(?:test|testWidgets|blocTest)\w*\s*\(\s*(?=['"])/g,
  group: /\bclass\s+\w+\s*:\s*XCTestCase\b/g,
  assertion:
    /\bXCTAssert\w*\s*\(|#expect\s*\(|#require\s*\(|(?<![\w.])expect(?:Later)?\s*\(|\bXCTFail\s*\(|\bverify\w*\s*\(/g,
  strong: /\bXCTAssertEqual\s*\(|\bXCTAssertThrows\w*\s*\(/g,
  weak: /\bXCTAssert(?:NotNil|True|NoThrow)\s*\(/g,
  tolerance: /\baccuracy:\s*([\d.e-]+)/g,
};
const elixir: TestWords = {
  test: /^[^\S\n]*(?:test|property)\s+(?=['"])/gm,
  assertion: /\b(?:assert|refute)\w*\b/g,
  strong: /\bassert\b[^\n]{0,200}==|\bassert_raise\b/g,
  weak: /\brefute\s+is_nil\b|\bassert\s+is_\w+/g,
};
const shell: TestWords = {
  test: /^[^\S\n]*@test\s/gm,
  assertion: /^[^\S\n]*(?:\[\[?\s|assert\w*\s|run\s|test\s|refute\w*\s)/gm,
  strong: /\bassert_(?:output|equal)\b|\s==?\s/g,
  weak: /\s!=\s|\bassert_success\b/g,
};

const words: Readonly<Partial<Record<Language, TestWords>>> = {
  javascript: js,
  python,
  go,
  rust,
  ruby,
  php,
  jvm,
  csharp,
  swift,
  dart: swift,
  elixir,
  shell,
};

export interface TestCount {
  groups: number[];
  tests: { name: string; line: number }[];
  assertions: number[];
  /** Lines of exact assertions and of those that hold for many values. */
  strong: number[];
  weak: number[];
  tolerances: number[];
  digits: number[];
}

const none: TestCount = {
  groups: [],
  tests: [],
  assertions: [],
  strong: [],
  weak: [],
  tolerances: [],
  digits: [],
};

/** What a source tests, on one side of a change. */
export function countTestsOf(change: ChangedSource, side: 'before' | 'after'): TestCount {
  const known = words[change.language];
  if (!known || change.is === 'generated' || change.is === 'vendored') return none;
  const source = change[side];
  const code = change.language === 'python' ? unwrapped(source.code) : source.code;
  const all = (pattern: RegExp | undefined): RegExpExecArray[] =>
    pattern ? [...code.matchAll(pattern)] : [];
  return {
    tests: all(known.test).map((match) => ({
      name: match[1] ?? match[2] ?? nameBehind(source, match.index + match[0].length),
      line: lineAt(source, match.index + match[0].length - 1),
    })),
    groups: all(known.group).map(({ index }) => lineAt(source, index)),
    assertions: all(known.assertion).map(({ index }) => lineAt(source, index)),
    strong: all(known.strong).map(({ index }) => lineAt(source, index)),
    weak: all(known.weak).map(({ index }) => lineAt(source, index)),
    tolerances: all(known.tolerance).map((match) => Number(match[1] ?? match[2])),
    digits: all(known.digits).map((match) => Number(match[1])),
  };
}

/** The string or word that follows. */
const nameBehind = (source: Source, at: number): string =>
  /^[\s(]*(['"`])(.{1,120}?)\1/.exec(source.text.slice(at, at + 200))?.[2] ??
  /^[\s(]*([\w.]+)/.exec(source.text.slice(at, at + 80))?.[1] ??
  '';

/** A statement on one line, as long as it stands in brackets; every character keeps its place. */
function unwrapped(code: string): string {
  let depth = 0;
  return code.replace(/[()[\]{}\n]/g, (character) => {
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    return character === '\n' && depth > 0 ? ' ' : character;
  });
}
