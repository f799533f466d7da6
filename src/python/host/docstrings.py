"""What docstrings of four styles say of parameters: those of Google, NumPy, reST and Epydoc."""

import re

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
