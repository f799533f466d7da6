"""The JSON schemas of what a lambda's `process` takes and gives, and what is wrong with its code (docs/behaviour/lambdas.md, Code)."""

import ast
import collections.abc
import importlib.util
import inspect
import sys
import traceback
import types
import typing


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
