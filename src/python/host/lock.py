"""What stays outside of the interpreter (docs/behaviour/lambdas.md, Sandbox)."""

import gc
import importlib.abc
import io
import os
import posix
import re
import sys

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
    os.urandom(1)
    # Looked through again and again, it would slow down code that makes many objects.
    gc.collect()
    gc.freeze()
