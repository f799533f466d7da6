import { afterAll, describe, expect, test } from 'vitest';
import { createPython } from '../../src/python/python.ts';

const python = createPython({ processes: 1 });
afterAll(() => python.close());

const GENEROUS = { seconds: 60, megabytes: 100 };

const run = (code: string, args = {}, { limits = GENEROUS, signal }: { limits?: object; signal?: AbortSignal } = {}) =>
  python.run(
    { code, args, limits: { ...GENEROUS, ...limits }, answer: async (asked) => ({ output: { asked } }) },
    signal,
  );

/** What `process` gives whose body these lines are, or what it raises. */
async function outcomeOf(body: string, limits = {}): Promise<unknown> {
  const lines = body.split('\n').map((line) => `    ${line}`);
  const outcome = await run(`def process():\n${lines.join('\n')}`, {}, { limits });
  return 'error' in outcome ? outcome.error.message : outcome.output.value;
}

describe('code that attacks', () => {
  test.each([
    ['runs a program', 'import os\nreturn os.system("id")', /^PermissionError/],
    ['runs another', 'import posix\nreturn posix.system("id")', /^PermissionError/],
    ['starts a process', 'import subprocess\nreturn subprocess.run(["ls"])', /^OSError/],
    ['forks', 'import os\nreturn os.fork()', /^PermissionError/],
    ['kills', 'import os\nreturn os.kill(os.getppid(), 9)', /^PermissionError/],
    ['reads a file of the host', `return open(${JSON.stringify(import.meta.filename)}).read()`, /^FileNotFoundError/],
    ['reads who is there', 'return open("/etc/passwd").read()', /^FileNotFoundError/],
    ['writes a file', 'return open("/tmp/left", "w")', /^OSError.*Read-only/],
    ['makes a folder', 'import os\nreturn os.mkdir("/tmp/left")', /^OSError.*Read-only/],
    ['connects', 'import socket\nreturn socket.create_connection(("127.0.0.1", 80), 2)', /^OSError/],
    [
      'listens',
      'import socket\ns = socket.socket()\ns.bind(("", 0))\ns.listen()\nreturn s.accept()',
      /Error|has ended/,
    ],
    ['fetches', 'import urllib.request\nreturn urllib.request.urlopen("http://127.0.0.1:1").read()', /^URLError/],
    ['asks for JavaScript', 'import js\nreturn js.process.env', /^ModuleNotFoundError/],
    ['asks for it by its package', 'from pyodide.code import run_js\nreturn run_js("1")', /^ModuleNotFoundError/],
    [
      'clears the way to it',
      'import sys\nsys.meta_path.pop(0)\nfrom pyodide.code import run_js\nreturn run_js("process.env")',
      /Error|has ended/,
    ],
    ['asks for its package', 'import pyodide_js\nreturn pyodide_js.FS', /^ModuleNotFoundError/],
    [
      'looks for JavaScript among all objects',
      'import gc\ngc.unfreeze()\nreturn [repr(one) for top in gc.get_objects() for one in [top, *gc.get_referents(top)] if type(one).__name__ == "JsProxy"]',
      [],
    ],
    ['takes all memory', 'x = [bytearray(10**7) for _ in range(30)]', 'Memory limit of 100 MB exceeded'],
    ['takes all memory at once', 'return "x" * 10**9', 'Memory limit of 100 MB exceeded'],
    ['calls itself for ever', 'def f(): return f()\nreturn f()', /^RecursionError/],
    ['starts a thread', 'import threading\nthreading.Thread(target=print).start()', /^RuntimeError/],
    ['ends the interpreter', 'import sys\nsys.exit(3)', 'SystemExit: 3'],
    ['ends it harder', 'import os\nos._exit(3)', /^PermissionError/],
    ['ends it hardest', 'import os\nos.abort()', /^PermissionError/],
    ['answers too much', 'return "x" * 4 * 2**20', /larger than 3 MB/],
    ['prints much', 'print("x" * 10**6)\nreturn 1', 1],
  ])('%s', async (_, body, told) => {
    const outcome = await outcomeOf(body);
    if (told instanceof RegExp) expect(outcome).toMatch(told);
    else expect(outcome).toEqual(told);
    expect(await outcomeOf('return "still there"')).toBe('still there');
  });

  test('reads memory that is not there, which ends its interpreter at most', async () => {
    await outcomeOf('import ctypes\nreturn ctypes.string_at(2**31).decode()');
    expect(await outcomeOf('return "still there"')).toBe('still there');
  });

  test('never ends', async () => {
    expect(await outcomeOf('while True: pass', { seconds: 1 })).toBe('Execution timed out after 1 seconds');
    expect(await outcomeOf('return "still there"')).toBe('still there');
  });

  test('sees nothing of the host', async () => {
    const seen = await outcomeOf(
      [
        'import os, sys, platform',
        'tree = [name for root in ("/", "/home", "/tmp", "/proc") for name in os.listdir(root)]',
        'return repr([dict(os.environ), sys.argv, sys.path, sys.executable, os.getcwd(), os.uname(), tree])',
      ].join('\n'),
    );
    expect(seen).toMatch(/emscripten/);
    const folders = [process.cwd(), import.meta.dirname, process.execPath];
    expect(folders.filter((folder) => String(seen).includes(folder))).toEqual([]);
  });

  test('leaves nothing for the next call', async () => {
    await outcomeOf(
      'import builtins, json, sys\nbuiltins.len = lambda x: 7\njson.dumps = None\nsys.left = 1\nreturn 1',
    );
    expect(await outcomeOf('import json, sys\nreturn [len([1]), json.dumps({}), hasattr(sys, "left")]')).toEqual([
      1,
      '{}',
      false,
    ]);
  });
});

test('a caller that leaves is not waited for', async () => {
  const caller = new AbortController();
  const running = run('def process():\n    while True: pass', {}, { signal: caller.signal });
  caller.abort(new Error('gone'));
  await expect(running).rejects.toThrow('gone');
});

test('more calls than interpreters wait for each other', async () => {
  const code = 'def process(n: int):\n    return n * 2';
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => run(code, { n })));
  expect(outcomes).toMatchObject(Array.from({ length: 20 }, (_, n) => ({ output: { value: n * 2 } })));
  expect(python.count()).toEqual({ busy: 0, idle: 1 });
});

test('code asks its tools and waits for them', async () => {
  const outcome = await run('def process(q: str):\n    return tool.kb(query=q)', { q: 'é' });
  expect(outcome).toMatchObject({ output: { asked: { name: 'kb', args: { query: 'é' } } } });
});

test('what is raised is told with where it was', async () => {
  const outcome = await run('def half(x):\n    return x / 0\n\ndef process():\n    return half(1)');
  expect(outcome).toEqual({
    error: {
      kind: 'raised',
      message: 'ZeroDivisionError: division by zero',
      traceback: expect.stringMatching(
        /^Traceback.*\n {2}File "lambda.py", line 5, in process\n[\s\S]*line 2, in half/,
      ),
    },
    milliseconds: expect.any(Number),
    megabytes: expect.any(Number),
  });
});

const inputOf = async (code: string) => ((await python.describe(code)) as { input_schema: object }).input_schema;

describe('schemas', () => {
  test.each([
    ['a: int', { a: { type: 'integer' } }],
    ['a: float', { a: { type: 'number' } }],
    ['a: str = "x"', { a: { type: 'string', default: 'x' } }],
    ['a: bool = False', { a: { type: 'boolean', default: false } }],
    ['a: list[str]', { a: { type: 'array', items: { type: 'string' } } }],
    ['a: List[List[int]]', { a: { type: 'array', items: { type: 'array', items: { type: 'integer' } } } }],
    ['a: list', { a: { type: 'array' } }],
    ['a: Optional[int] = None', { a: { type: 'integer', default: null } }],
    ['a: int | None = None', { a: { type: 'integer', default: null } }],
    ['a: Union[int, str]', { a: { anyOf: [{ type: 'integer' }, { type: 'string' }] } }],
    ['a: Literal["x", "y"]', { a: { type: 'string', enum: ['x', 'y'] } }],
    ['a: Any', { a: {} }],
    ['a', { a: {} }],
    ['a: "Place"', { a: expect.objectContaining({ required: ['name'] }) }],
    ['a: list[Place]', { a: { type: 'array', items: expect.objectContaining({ type: 'object' }) } }],
    ['a: int, *rest, **others', { a: { type: 'integer' } }],
  ])('of %s', async (parameters, properties) => {
    const code = `
from typing import Any, List, Literal, Optional, Required, TypedDict, Union
class Point(TypedDict):
    x: float
class Place(TypedDict, total=False):
    name: Required[str]
    at: Point
def process(${parameters}):
    return {}`;
    const required = /=/.test(parameters) ? {} : { required: ['a'] };
    expect(await inputOf(code)).toEqual({ type: 'object', properties, ...required });
  });

  test.each([
    [
      'Google',
      'Adds.\n\n    Args:\n        a (int): the first,\n            or not\n        b: second\n\n    Returns:\n        int: sum',
    ],
    [
      'NumPy',
      'Adds.\n\n    Parameters\n    ----------\n    a : int\n        the first,\n        or not\n    b : int\n        second\n\n    Returns\n    -------\n    int\n        sum',
    ],
    ['reST', 'Adds.\n\n    :param int a: the first,\n        or not\n    :param b: second\n    :returns: sum'],
    [
      'Epydoc',
      'Adds.\n\n    @param a: the first,\n        or not\n    @type a: int\n    @param b: second\n    @return: sum',
    ],
  ])('with what docstrings in the style of %s say', async (_, docstring) => {
    const code = `def process(a: int, b: int):\n    """${docstring}\n    """\n    return a + b`;
    expect(await inputOf(code)).toMatchObject({
      properties: { a: { description: 'the first, or not' }, b: { description: 'second' } },
    });
  });

  test.each([
    ['int', { type: 'object', properties: { value: { type: 'integer' } }, required: ['value'] }],
    ['dict', { type: 'object' }],
    ['Dict[str, int]', { type: 'object' }],
    ['Out', { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }],
  ])('of a result that is %s', async (hint, output_schema) => {
    const code = `from typing import Dict, TypedDict\nclass Out(TypedDict):\n    n: int\ndef process() -> ${hint}:\n    return 1`;
    expect(await python.describe(code)).toMatchObject({ output_schema });
  });

  test.each([
    ['def process(:\n    pass', 'Line 1: invalid syntax'],
    ['x = 1\ndef process()\n    pass', "Line 2: expected ':'"],
    ['def other(): pass', 'Code must define a process() function'],
    ['def process(a: dict): pass', "Parameter 'a': use a TypedDict instead of dict"],
    ['def process(a: list[dict[str, int]]): pass', "Parameter 'a': use a TypedDict instead of dict"],
    ['import json\nimport numpy\ndef process(): pass', "Line 2: Module 'numpy' is not available"],
    ['x = 1 / 0\ndef process(): pass', 'Line 1: ZeroDivisionError: division by zero'],
    ['def process(a: Missing): pass', /NameError: name 'Missing' is not defined/],
  ])('are refused for %j', async (code, error) => {
    const described = await python.describe(code);
    expect(described).toEqual({ errors: [typeof error === 'string' ? error : expect.stringMatching(error)] });
  });

  test('of code that does without what is not there', async () => {
    const code = 'try:\n    import numpy\nexcept ImportError:\n    numpy = None\ndef process(a): return 1';
    expect(await inputOf(code)).toMatchObject({ required: ['a'] });
  });
});
