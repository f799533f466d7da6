"""Runs the code of lambda tools inside of the interpreter (docs/behaviour/lambdas.md, Calls).

The files of this folder share one namespace. It is kept in the memory snapshot with all that they import. Whatever a
call changes is undone when it ends: the interpreter's memory is put back to what it was before (python-child.ts).
"""

import inspect
import json
import linecache
import os
import random
import time
import traceback

# What code commonly imports, so that no call waits for it.
import base64, bisect, calendar, collections.abc, copy, csv, dataclasses, datetime, decimal, difflib, enum, fractions  # noqa: E401
import functools, hashlib, heapq, hmac, html, itertools, math, operator, re, statistics, string, textwrap, uuid  # noqa: E401
import unicodedata, urllib.parse, zoneinfo  # noqa: E401

FILE = "lambda.py"
DOOR = "/dev/tool"
# Characters of a result.
LONGEST = 3 * 2**20
# Code may put others in their places.
to_json, from_json, urandom, seed, clock = json.dumps, json.loads, os.urandom, random.seed, time.perf_counter


def serve(request):
    """JSON to JSON: describes or runs a piece of code."""
    task = from_json(request)
    seed(urandom(16))
    code = task["code"]
    linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
    result = describe(code) if task["kind"] == "describe" else run(code, task["args"])
    return to_json(result)


def run(code, args):
    module = {"__name__": FILE, "__builtins__": __builtins__, "tool": Tools()}
    began = clock()
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
    return {**told, "millis": (clock() - began) * 1000}


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
