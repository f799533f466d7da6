"""What runs the code of lambda tools inside of the interpreter (docs/behaviour/lambdas.md).

It is kept in the memory snapshot with all that it imports. Whatever a call changes is undone when it ends: the
interpreter's memory is put back to what it was before (python-child.ts).
"""

import ast
import gc
import importlib.abc
import importlib.util
import inspect
import io
import json
import linecache
import os
import posix
import random
import sys
import time
import traceback
import types
import typing

# What code commonly imports, so that no call waits for it.
import base64, bisect, calendar, collections.abc, copy, csv, dataclasses, datetime, decimal, difflib, enum, fractions  # noqa: E401
import functools, hashlib, heapq, hmac, html, itertools, math, operator, re, statistics, string, textwrap, uuid  # noqa: E401
import unicodedata, urllib.parse, zoneinfo  # noqa: E401

FILE = "lambda.py"
DOOR = "/dev/tool"
# Characters of a result.
LONGEST = 3 * 2**20
# Code may put others in their places.
to_json, from_json, urandom, seed = json.dumps, json.loads, os.urandom, random.seed


def serve(request):
    """JSON to JSON: describes or runs a piece of code."""
    task = from_json(request)
    seed(urandom(16))
    code = task["code"]
    linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
    # A call is short, and its memory is given back as a whole.
    gc.disable()
    result = describe(code) if task["kind"] == "describe" else run(code, task["args"])
    return to_json(result)


# Running


def run(code, args):
    module = {"__name__": FILE, "__builtins__": __builtins__, "tool": Tools()}
    began = time.perf_counter()
    try:
        exec(compile(code, FILE, "exec"), module)
        process = module.get("process")
        if not callable(process):
            raise NameError("Code must define a process() function")
        output = finished(process(**args))
        text = to_json(output if isinstance(output, dict) else {"value": output}, allow_nan=False)
        if len(text) > LONGEST:
            raise ValueError(f"The result is larger than {LONGEST // 2**20} MB")
        told = {"output": text}
    except BaseException as error:
        told = {"error": told_of(error)}
    return {**told, "millis": (time.perf_counter() - began) * 1000}


def finished(output):
    """An async function is run to its end; what it waits for are other coroutines."""
    if not inspect.iscoroutine(output):
        return output
    try:
        while True:
            output.send(None)
    except StopIteration as end:
        return end.value


def told_of(error):
    name = type(error).__name__
    try:
        message = f"{name}: {error}" if str(error) else name
    except BaseException:
        message = name
    own = error.__traceback__
    while own is not None and own.tb_frame.f_code.co_filename != FILE:
        own = own.tb_next
    try:
        lines = traceback.format_exception(type(error), error, own)
    except BaseException:
        lines = [message]
    return {"message": message, "traceback": "".join(lines), "memory": isinstance(error, MemoryError)}


# Tools that code calls


class ToolError(Exception):
    """A tool that code called has failed."""


class Tools:
    ToolError = ToolError

    def list(self):
        return ask({"list": True})

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)

        def call(**arguments):
            return ask({"name": name, "args": arguments})

        return call


def ask(request):
    door = os.open(DOOR, os.O_RDWR)
    try:
        text = (to_json(request, allow_nan=False) + "\n").encode()
        while text:
            text = text[os.write(door, text):]
        answer = bytearray()
        while not answer.endswith(b"\n"):
            answer += os.read(door, 65536)
    finally:
        os.close(door)
    told = from_json(answer)
    if "error" in told:
        raise ToolError(told["error"])
    return told["output"]


# Describing: the JSON schemas of what `process` takes and gives


class Refused(Exception):
    """Code that cannot be a tool."""


def describe(code):
    try:
        tree = ast.parse(code, FILE)
    except SyntaxError as error:
        return {"errors": [f"Line {error.lineno or 1}: {error.msg}"]}
    except (ValueError, RecursionError, MemoryError) as error:
        return {"errors": [f"Line 1: {error or type(error).__name__}"]}
    errors = [f"Line {line}: Module '{name}' is not available" for line, name in missing_modules(tree)]
    if not any(isinstance(one, DEFINITIONS) and one.name == "process" for one in tree.body):
        errors.append("Code must define a process() function")
    if errors:
        return {"errors": errors}
    try:
        module = {"__name__": FILE, "__builtins__": __builtins__, "tool": Tools()}
        exec(compile(tree, FILE, "exec"), module)
        return schemas_of(module["process"])
    except Refused as refused:
        return {"errors": [str(refused)]}
    except BaseException as error:
        told = told_of(error)
        frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == FILE]
        return {"errors": [f"Line {frames[-1].lineno}: {told['message']}" if frames else told["message"]]}


DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def missing_modules(tree):
    """Those that are imported wherever the code goes; what is tried may fail."""
    tried = {
        id(inner)
        for one in ast.walk(tree)
        if isinstance(one, ast.Try) and one.handlers
        for statement in one.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if id(node) in tried:
            continue
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        for name in names:
            if not is_available(name.split(".")[0]):
                yield node.lineno, name


def is_available(name):
    if name in sys.modules:
        return sys.modules[name] is not None
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def schemas_of(process):
    hints = typing.get_type_hints(process, include_extras=True)
    described = descriptions_in(inspect.getdoc(process))
    properties, required = {}, []
    for name, parameter in inspect.signature(process).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        schema = schema_of(hints.get(name, typing.Any), name)
        if name in described:
            schema = {**schema, "description": described[name]}
        if parameter.default is parameter.empty:
            required.append(name)
        else:
            schema = with_default(schema, parameter.default)
        properties[name] = schema
    schema = {"type": "object", "properties": properties, **({"required": required} if required else {})}
    if "return" not in hints:
        return {"input_schema": schema}
    return {"input_schema": schema, "output_schema": output_schema(hints["return"])}


def output_schema(hint):
    """Of what a call answers: an object, in which anything else is the value."""
    schema = schema_of(hint)
    if schema.get("type") == "object" or not schema:
        return schema or {"type": "object"}
    return {"type": "object", "properties": {"value": schema}, "required": ["value"]}


def with_default(schema, default):
    try:
        return {**schema, "default": from_json(to_json(default, allow_nan=False))}
    except (TypeError, ValueError):
        return schema


SIMPLE = {int: "integer", float: "number", str: "string", bool: "boolean", type(None): "null"}
LISTS = (list, tuple, set, frozenset, collections.abc.Sequence, collections.abc.Iterable, collections.abc.Set)
DICTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)


def schema_of(hint, parameter=None):
    """`parameter` is the name of what takes it, where it is no result: dicts tell nothing of what is in them."""
    if hint is None:
        return {"type": "null"}
    if hint in SIMPLE:
        return {"type": SIMPLE[hint]}
    if typing.is_typeddict(hint):
        return schema_of_dict(hint, parameter)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Annotated, typing.Required, typing.NotRequired, typing.ReadOnly):
        words = [one for one in inner[1:] if isinstance(one, str)]
        return {**schema_of(inner[0], parameter), **({"description": words[0]} if words else {})}
    if origin in (typing.Union, types.UnionType):
        kinds = [schema_of(one, parameter) for one in inner if one is not type(None)]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if origin is typing.Literal:
        kinds = {SIMPLE.get(type(one)) for one in inner}
        return {**({"type": kinds.pop()} if len(kinds) == 1 else {}), "enum": list(inner)}
    if isinstance(hint, typing.TypeAliasType):
        return schema_of(hint.__value__, parameter)
    kind = origin or hint
    if kind in LISTS:
        items = [one for one in inner if one is not Ellipsis]
        same = bool(items) and all(one == items[0] for one in items)
        return {"type": "array", **({"items": schema_of(items[0], parameter)} if same else {})}
    if kind in DICTS:
        if parameter is not None:
            raise Refused(f"Parameter '{parameter}': use a TypedDict instead of dict")
        return {"type": "object"}
    return {}


def schema_of_dict(hint, parameter):
    described = descriptions_in(inspect.getdoc(hint))
    properties = {}
    for name, kind in typing.get_type_hints(hint, include_extras=True).items():
        words = {"description": described[name]} if name in described else {}
        properties[name] = {**schema_of(kind, parameter), **words}
    required = [name for name in properties if name in hint.__required_keys__]
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


# What docstrings of four styles say of parameters

SECTION = re.compile(r"^(args|arguments|parameters|params|attributes|keyword args|keyword arguments):?\s*$", re.I)
OTHER_SECTION = re.compile(r"^[A-Z][\w ]*:\s*$")
FIELD = re.compile(r"^[:@]param\s+(?:[^:]*?\s)?\*{0,2}(\w+)\s*:\s*(.*)$")
OTHER_FIELD = re.compile(r"^[:@]\w+")
GOOGLE = re.compile(r"^\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s+(.*)$|^\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*$")
NUMPY = re.compile(r"^\*{0,2}(\w+)\s*(?::.*)?$")


def descriptions_in(docstring):
    lines = (docstring or "").splitlines()
    found, fields = {}, {}
    index = 0
    while index < len(lines):
        field = FIELD.match(lines[index].strip())
        if field:
            words = [field[2]]
            while index + 1 < len(lines) and lines[index + 1].strip() and not OTHER_FIELD.match(lines[index + 1].strip()):
                index += 1
                words.append(lines[index].strip())
            fields[field[1]] = joined(words)
        elif SECTION.match(lines[index].strip()):
            underlined = index + 1 < len(lines) and re.match(r"^\s*-{3,}\s*$", lines[index + 1])
            start = index + (2 if underlined else 1)
            found.update(entries_in(section(lines, start, bool(underlined)), NUMPY if underlined else GOOGLE))
        index += 1
    return {name: words for name, words in {**found, **fields}.items() if words}


def section(lines, start, underlined):
    """Its lines: until the next heading, or until the text goes back to the left."""
    end = start
    while end < len(lines):
        line = lines[end]
        if underlined and end + 1 < len(lines) and line.strip() and re.match(r"^\s*-{3,}\s*$", lines[end + 1]):
            break
        if not underlined and line.strip() and (not line[0].isspace() or OTHER_SECTION.match(line)):
            break
        end += 1
    return lines[start:end]


def entries_in(lines, entry):
    """Names stand furthest to the left, what is said of them behind them or further in below."""
    written = [line for line in lines if line.strip()]
    left = min((len(line) - len(line.lstrip()) for line in written), default=0)
    found, name = {}, None
    for line in written:
        match = entry.match(line.strip()) if len(line) - len(line.lstrip()) == left else None
        if match:
            name = match[1] or (match[3] if entry is GOOGLE else None)
            found[name] = [match[2] or ""] if entry is GOOGLE else []
        elif name:
            found[name].append(line.strip())
    return {name: joined(words) for name, words in found.items()}


def joined(words):
    return " ".join(word for word in words if word).strip()


# What stays outside


HIDDEN = re.compile(r"^(js|pyodide_js|pyodide|_pyodide|_pyodide_core|pyodide_http)(\.|$)")


class Hidden(importlib.abc.MetaPathFinder):
    """The door to JavaScript is closed: the interpreter is a plain one."""

    def find_spec(self, name, path=None, target=None):
        if HIDDEN.match(name):
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)


def denied(*_args, **_kwargs):
    raise PermissionError("Operation not permitted")


def lock():
    """The last thing that is done before an interpreter is used."""
    for name in [name for name in sys.modules if HIDDEN.match(name)]:
        del sys.modules[name]
    # Code would find them among all objects that there are.
    for holder in gc.get_objects():
        if type(holder).__name__ == "JsLoader":
            holder.jsproxy = None
        if isinstance(holder, dict):
            for key, one in list(holder.items()):
                if type(one).__name__ == "JsProxy":
                    holder[key] = None
    sys.meta_path[:] = [Hidden(), *(one for one in sys.meta_path if isinstance(one, type))]
    for name in "system popen fork forkpty posix_spawn posix_spawnp kill killpg _exit abort".split():
        for module in (os, posix):
            if hasattr(module, name):
                setattr(module, name, denied)
    sys.stdin = io.StringIO()
    # The first bytes need what cannot be loaded any more later.
    urandom(1)
