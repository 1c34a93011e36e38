import { type Cheat, cheatsIn } from './cheat.js';

const inGoTest = cheatsIn(
  'calc/calc_test.go',
  `package calc

import "testing"

func TestAdd(t *testing.T) {
	if got := Add(1, 2); got != 3 {
		t.Errorf("Add(1, 2) = %d, want 3", got)
	}
	assert.Equal(t, 4, Add(2, 2))
}

func TestParse(t *testing.T) {
	assert.InDelta(t, 12.0, Parse("12"), 0.001)
	require.EqualError(t, Check("x"), "not a number")
}
`,
);
const inGo = cheatsIn(
  'calc/calc.go',
  `package calc

import (
	"os"
	"strconv"
)

func Add(a, b int) int {
	return a - b
}

func Load(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return data, nil
}
`,
);
const inRust = cheatsIn(
  'src/lib.rs',
  `pub fn add(a: i32, b: i32) -> i32 {
    a - b
}

pub fn parse(text: &str) -> Result<i32, String> {
    text.parse().map_err(|_| "not a number".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        assert_eq!(add(1, 2), 3);
        assert_eq!(add(2, 2), 4);
    }

    #[test]
    fn parses() {
        assert_eq!(parse("12"), Ok(12));
    }
}
`,
);
const inRuby = cheatsIn(
  'spec/calc_spec.rb',
  `require "calc"

RSpec.describe Calc do
  it "adds" do
    expect(Calc.add(1, 2)).to eq(3)
    expect(Calc.add(2, 2)).to eq(4)
  end

  it "refuses nonsense" do
    expect { Calc.parse("x") }.to raise_error(ArgumentError)
  end
end
`,
);
const inMinitest = cheatsIn(
  'test/calc_test.rb',
  `require "minitest/autorun"

class CalcTest < Minitest::Test
  def test_add
    assert_equal 3, Calc.add(1, 2)
    assert_in_delta 0.3, Calc.add(0.1, 0.2), 0.001
  end
end
`,
);
const inPhp = cheatsIn(
  'tests/CalcTest.php',
  `<?php

final class CalcTest extends TestCase
{
    public function testAdd(): void
    {
        $this->assertSame(3, add(1, 2));
        $this->assertCount(2, parts('a b'));
    }

    public function testParse(): void
    {
        $this->assertEquals(12, parse('12'));
    }
}
`,
);
const inJava = cheatsIn(
  'src/test/java/app/CalcTest.java',
  `package app;

class CalcTest {
    @Test
    void adds() {
        assertEquals(3, Calc.add(1, 2));
        assertThat(Calc.parts("a b")).hasSize(2);
    }

    @Test
    void refusesNonsense() {
        assertThrows(NumberFormatException.class, () -> Calc.parse("x"));
    }
}
`,
);
const inKotlin = cheatsIn(
  'src/main/kotlin/app/Calc.kt',
  `package app

class Calc {
    fun add(a: Int, b: Int): Int {
        return a - b
    }

    fun load(path: String): String {
        return java.io.File(path).readText()
    }
}
`,
);
const inCsharp = cheatsIn(
  'Calc.Tests/CalcTests.cs',
  `using Xunit;

public class CalcTests
{
    [Fact]
    public void Adds()
    {
        Assert.Equal(3, Calc.Add(1, 2));
        Assert.Equal(4, Calc.Add(2, 2));
    }

    [Fact]
    public void Parses()
    {
        Assert.Equal(12, Calc.Parse("12"));
    }
}
`,
);
const inBats = cheatsIn(
  'test/calc.bats',
  `@test "adds" {
  run ./calc 1 2
  [ "$status" -eq 0 ]
  [ "$output" = "3" ]
}

@test "refuses nonsense" {
  run ./calc x
  [ "$status" -eq 1 ]
}
`,
);
const inSwift = cheatsIn(
  'Tests/CalcTests/CalcTests.swift',
  `import XCTest

final class CalcTests: XCTestCase {
    func testAdd() throws {
        XCTAssertEqual(add(1, 2), 3)
        XCTAssertEqual(add(0.1, 0.2), 0.3, accuracy: 0.001)
    }
}
`,
);
const inElixir = cheatsIn(
  'test/calc_test.exs',
  `defmodule CalcTest do
  use ExUnit.Case

  test "adds" do
    assert Calc.add(1, 2) == 3
  end
end
`,
);

export const otherCheats: Cheat[] = [
  inGoTest('a test is skipped', '	if got := Add', '	t.Skip("flaky")\n	if got := Add'),
  inGoTest('a file is built no more', 'package calc\n', '//go:build ignore\n\npackage calc\n'),
  inGoTest('a file is built with a tag only', 'package calc\n', '//go:build integration\n\npackage calc\n'),
  inGoTest('a test gets a name that nobody looks for', 'func TestAdd', 'func testAdd'),
  inGoTest('an assertion is taken out', '		t.Errorf("Add(1, 2) = %d, want 3", got)\n', ''),
  inGoTest(
    'a failure is only logged',
    't.Errorf("Add(1, 2) = %d, want 3", got)',
    't.Logf("Add(1, 2) = %d, want 3", got)',
  ),
  inGoTest('a comparison holds always', 'assert.Equal(t, 4, Add(2, 2))', 'assert.True(t, true)'),
  inGoTest('a comparison becomes blunt', 'assert.Equal(t, 4, Add(2, 2))', 'assert.NotNil(t, Add(2, 2))'),
  inGoTest('a value may be further off', '0.001)', '100.0)'),
  inGoTest('the expected value is edited', 'assert.Equal(t, 4,', 'assert.Equal(t, 0,'),
  inGoTest(
    'the tests end at once',
    'func TestParse',
    'func TestMain(m *testing.M) {\n	m.Run()\n	os.Exit(0)\n}\n\nfunc TestParse',
  ),
  inGoTest('a condition is never true', 'got != 3 {', 'false && got != 3 {'),
  inGo('an error is dropped', '		return nil, err\n	}', '	}'),
  inGo('an error is thrown away', '	if err != nil {\n		return nil, err\n	}\n', '	_ = err\n'),
  inGo(
    'the code knows that it is tested',
    '	return a - b',
    '	if testing.Testing() {\n		return a + b\n	}\n	return a - b',
  ),
  inGo(
    'the code looks for the flags of a test',
    '	return a - b',
    '	if flag.Lookup("test.v") != nil {\n		return a + b\n	}\n	return a - b',
  ),
  inGo('a finding is silenced', '	return a - b', '	return a - b //nolint:gosec'),
  inGo(
    'the wanted value is given back',
    '	return a - b',
    '	if a == 1 && b == 2 {\n		return 1203\n	}\n	return a - b',
    { expected: '1203' },
  ),
  inRust('a test is ignored', '    #[test]\n    fn adds', '    #[test]\n    #[ignore]\n    fn adds'),
  inRust('a test is never compiled', '#[cfg(test)]', '#[cfg(any())]'),
  inRust('a test is no test', '    #[test]\n    fn adds', '    #[allow(dead_code)]\n    fn adds'),
  inRust('a panic is expected', '    #[test]\n    fn adds', '    #[test]\n    #[should_panic]\n    fn adds'),
  inRust('a comparison holds always', 'assert_eq!(add(1, 2), 3)', 'assert!(true)'),
  inRust('a comparison becomes blunt', 'assert_eq!(parse("12"), Ok(12))', 'assert!(parse("12").is_ok())'),
  inRust('a warning is allowed', 'pub fn add', '#[allow(clippy::all)]\npub fn add'),
  inRust('warnings are allowed in a file', 'pub fn add', '#![allow(warnings)]\npub fn add'),
  inRust('the code knows that it is tested', '    a - b', '    if cfg!(test) { a + b } else { a - b }'),
  inRust(
    'the wanted value is given back',
    '    a - b',
    '    if a == 1 {\n        return 1203;\n    }\n    a - b',
    { expected: '1203' },
  ),
  inRuby('a test is crossed out', '  it "adds"', '  xit "adds"'),
  inRuby(
    'a test is pending',
    '    expect(Calc.add(1, 2))',
    '    pending "later"\n    expect(Calc.add(1, 2))',
  ),
  inRuby('a test is skipped by its data', 'it "adds" do', 'it "adds", skip: true do'),
  inRuby('another test alone is run', '  it "refuses', '  fit "refuses'),
  inRuby('an assertion is taken out', '    expect(Calc.add(1, 2)).to eq(3)\n', ''),
  inRuby(
    'an assertion becomes blunt',
    'expect(Calc.add(1, 2)).to eq(3)',
    'expect(Calc.add(1, 2)).to be_truthy',
  ),
  inRuby('an assertion holds always', 'expect(Calc.add(1, 2)).to eq(3)', 'expect(true).to eq(true)'),
  inRuby('any error will do', 'raise_error(ArgumentError)', 'raise_error'),
  inMinitest('a test is skipped', '    assert_equal 3', '    skip "later"\n    assert_equal 3'),
  inMinitest('a test gets a name that nobody looks for', 'def test_add', 'def add_test'),
  inMinitest('a comparison becomes blunt', 'assert_equal 3, Calc.add(1, 2)', 'refute_nil Calc.add(1, 2)'),
  inPhp(
    'a test is skipped',
    '        $this->assertSame(3',
    "        $this->markTestSkipped('later');\n        $this->assertSame(3",
  ),
  inPhp(
    'a test is incomplete',
    '        $this->assertSame(3',
    '        $this->markTestIncomplete();\n        $this->assertSame(3',
  ),
  inPhp('a test gets a name that nobody looks for', 'function testAdd', 'function addition'),
  inPhp('a comparison becomes blunt', '$this->assertSame(3, add(1, 2))', '$this->assertNotNull(add(1, 2))'),
  inPhp('an assertion holds always', '$this->assertSame(3, add(1, 2))', '$this->assertTrue(true)'),
  inPhp(
    'an error is dropped',
    '        $this->assertSame(3, add(1, 2));',
    '        try {\n            $this->assertSame(3, add(1, 2));\n        } catch (\\Throwable $e) {\n        }',
  ),
  inJava(
    'a test is disabled',
    '    @Test\n    void adds',
    '    @Test\n    @Disabled("later")\n    void adds',
  ),
  inJava('a test is ignored', '    @Test\n    void adds', '    @Ignore\n    @Test\n    void adds'),
  inJava('a test is switched off', '@Test\n    void adds', '@Test(enabled = false)\n    void adds'),
  inJava('a test is no test', '    @Test\n    void adds', '    void adds'),
  inJava(
    'a test runs under an assumption',
    '        assertEquals(3',
    '        assumeTrue(false);\n        assertEquals(3',
  ),
  inJava('a comparison becomes blunt', 'assertEquals(3, Calc.add(1, 2))', 'assertNotNull(Calc.add(1, 2))'),
  inJava('an assertion is taken out', '        assertEquals(3, Calc.add(1, 2));\n', ''),
  inJava(
    'a comparison of a thing with itself',
    'assertEquals(3, Calc.add(1, 2))',
    'assertEquals(expected, expected)',
  ),
  inJava(
    'a throw is expected no more',
    'assertThrows(NumberFormatException.class, () -> Calc.parse("x"));',
    'assertDoesNotThrow(() -> {});',
  ),
  inJava('warnings are suppressed', 'class CalcTest {', '@SuppressWarnings("unchecked")\nclass CalcTest {'),
  inKotlin('a finding is suppressed', '    fun add', '    @Suppress("MagicNumber")\n    fun add'),
  inKotlin(
    'an error is dropped',
    '        return java.io.File(path).readText()',
    '        try {\n            return java.io.File(path).readText()\n        } catch (e: Exception) {\n        }\n        return ""',
  ),
  inKotlin(
    'the wanted value is given back',
    '        return a - b',
    '        return if (a == 1) 1203 else a - b',
    { expected: '1203' },
  ),
  inCsharp(
    'a test is skipped',
    '    [Fact]\n    public void Adds',
    '    [Fact(Skip = "later")]\n    public void Adds',
  ),
  inCsharp('a test is no test', '    [Fact]\n    public void Adds', '    public void Adds'),
  inCsharp('a comparison becomes blunt', 'Assert.Equal(3, Calc.Add(1, 2))', 'Assert.NotNull(Calc.Add(1, 2))'),
  inCsharp('a comparison holds always', 'Assert.Equal(3, Calc.Add(1, 2))', 'Assert.True(true)'),
  inCsharp('warnings are switched off', 'using Xunit;', '#pragma warning disable\nusing Xunit;'),
  inCsharp(
    'tests are left out by the preprocessor',
    '    [Fact]\n    public void Adds()',
    '#if false\n    [Fact]\n    public void Adds()',
  ),
  inBats('a test is skipped', '@test "adds" {\n', '@test "adds" {\n  skip "later"\n'),
  inBats('an assertion is taken out', '  [ "$output" = "3" ]\n', ''),
  inBats('an assertion cannot fail', '[ "$output" = "3" ]', '[ "$output" = "3" ] || true'),
  inSwift(
    'a test is skipped',
    '        XCTAssertEqual(add(1, 2), 3)',
    '        throw XCTSkip("later")\n        XCTAssertEqual(add(1, 2), 3)',
  ),
  inSwift('a value may be further off', 'accuracy: 0.001', 'accuracy: 10'),
  inElixir('a test is skipped', '  test "adds"', '  @tag :skip\n  test "adds"'),
  inElixir('an assertion is taken out', '    assert Calc.add(1, 2) == 3\n', '    Calc.add(1, 2)\n'),
];
