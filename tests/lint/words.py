#!/usr/bin/env python3
"""Counts the words of tests/lint/words.txt in comments, string literals and documents, per 1000 words.

Exit status 1 if a group of texts passes the limit. With -v every line found is printed.
"""
import pathlib
import re
import subprocess
import sys

LIMIT = 1.0  # per 1000 words
ROOT = pathlib.Path(__file__).resolve().parents[2]
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
INCLUDE = re.compile(r'^[ \t]*#\s*include[^\n]*', re.M)


def idioms():
    words = [w.strip() for w in (ROOT / "tests/lint/words.txt").read_text().splitlines()]
    return re.compile(r"\b(?:" + "|".join(w for w in words if w and not w.startswith("#")) + r")\b", re.I)


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in out.stdout.split()]


def texts():
    """(group, file, line, text) of every comment, literal and paragraph."""
    for path in tracked("*.c", "*.h"):
        source = INCLUDE.sub("", path.read_text())
        for token in TOKEN.finditer(source):
            text = token.group(0)
            if text[0] != "'":
                group = "literals" if text[0] == '"' else "comments"
                yield group, path, source.count("\n", 0, token.start()) + 1, text
    for path in tracked("*.sh", "*Makefile"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.lstrip().startswith("#"):
                yield "comments", path, number, line
    for path in tracked("*.md"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            yield "documents", path, number, line


def main():
    pattern, total, found, bad = idioms(), {}, {}, False
    for group, path, line, text in texts():
        total[group] = total.get(group, 0) + len(re.findall(r"[A-Za-z']+", text))
        hits = pattern.findall(" ".join(text.split()))
        found[group] = found.get(group, 0) + len(hits)
        if hits and "-v" in sys.argv:
            print(f"{path.relative_to(ROOT)}:{line}: {', '.join(hits)}")
    for group in sorted(total):
        rate = 1000 * found[group] / max(total[group], 1)
        bad |= rate > LIMIT
        print(f"words: {group}: {found[group]} of {total[group]}, {rate:.2f} per 1000 (limit {LIMIT:g})")
    return bad


sys.exit(main())
