#!/usr/bin/env python3
"""Executes the command lines of documents in clean folders and compares their output.

execute.py [--all] [--empty] [--keep] DOCUMENT.md ...     CONTRIBUTING.md, "Documents are executed", has the convention.
"""
import argparse, importlib.util, os, re, shutil, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?:\((\d+\.?\d*)\))?(?![\w(])")
DEFAULT_TOLERANCE = 0.01
LONGEST = 1800  # seconds of a command


class Block:
    """A fenced block: language, lines, line number of its fence, and what the lines above it state."""

    def __init__(self, language, at, marks, file):
        self.language, self.at, self.marks, self.file, self.lines = language, at, marks, file, []


def marks_of(text):
    """long, skip (a reason) and tolerance of a comment <!-- ... -->"""
    marks = {}
    for part in re.findall(r"<!--(.*?)-->", text):
        for word in part.split(";"):
            word = word.strip()
            if word == "long":
                marks["long"] = True
            elif word.startswith("not run:"):
                marks["skip"] = word[8:].strip()
            elif m := re.fullmatch(r"tolerance ([\d.]+) %", word):
                marks["tolerance"] = float(m[1]) / 100
            else:
                raise SystemExit(f"unknown mark <!-- {word} -->: long, not run: REASON, tolerance N %")
    return marks


def parse(path):
    """The blocks of a document in order, and whether all of it is long."""
    blocks, block, marks, file, whole = [], None, {}, None, {}
    for at, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.rstrip("\n")
        fence = re.fullmatch(r"(\s*)```(\w*)", line)
        if block is not None:
            if fence and not fence[2]:
                blocks.append(block)
                block, marks, file = None, {}, None
            else:
                block.lines.append(line[block.indent:])
        elif fence:
            block = Block(fence[2], at, {**whole, **marks}, file)
            block.indent = len(fence[1])
        elif line.startswith("<!--"):
            marks = marks_of(line)
            if not blocks and "long" in marks and at <= 3:
                whole = {"long": True}
        elif line.strip():
            name = re.search(r"`([\w./-]+)`:$", line)
            marks, file = {}, name[1] if name else None
            if re.match(r" {4}(\$ |bin/|make |mpirun |glass |dnn |analysis )", line):
                raise SystemExit(f"{path}:{at}: a command outside a fenced block is not executed")
    if block is not None:
        raise SystemExit(f"{path}:{block.at}: the block has no end")
    return blocks


def commands(block):
    """[(line number, command, lines expected or None)] of a block of the shell."""
    found, n, lines = [], 0, block.lines
    session = block.language == "console"
    while n < len(lines):
        at, text = block.at + 1 + n, lines[n]
        n += 1
        if session and not text.startswith("$ "):
            if not found:
                raise SystemExit(f"line {at}: a session begins with a command, '$ COMMAND'")
            found[-1][2].append(text)
            continue
        text = text[2:] if session else text
        while text.endswith("\\") and n < len(lines):
            text, n = text + "\n" + lines[n], n + 1
        if here := re.search(r"<<'?(\w+)'?", text):
            while n < len(lines) and not text.endswith("\n" + here[1]):
                text, n = text + "\n" + lines[n], n + 1
        if text.strip() and not text.startswith("#"):
            found.append((at, text, [] if session else None))
    return found


def errors_by_place(header):
    """Ends of the columns of a header that are errors: numbers are aligned to the right."""
    return {m.end() for m in re.finditer(r"\S+", header) if m[0] in ("error", "+-") or m[0].endswith("_error")}


def tokens(line, header):
    """The line as words and (value, tolerance, is_error) of numbers; an error widens the number before it."""
    out, at, ends = [], 0, errors_by_place(header)
    for m in NUMBER.finditer(line):
        out += line[at:m.start()].split()
        text = m[0].split("(")[0]
        digits = re.split(r"[eE]", text)[0]
        unit = 10.0 ** -(len(digits.split(".")[1]) if "." in digits else 0)
        unit *= 10.0 ** int(re.split(r"[eE]", text)[1]) if re.search(r"[eE]", text) else 1
        error = 0
        if m[1]:
            error = float(m[1]) * (1 if "." in m[1] else unit)
        out.append([float(text), error, unit, m.end() in ends])
        if out[-1][3] and len(out) > 1 and isinstance(out[-2], list):
            out[-2][1] = out[-1][0]
        at = m.end()
    return out + line[at:].split()


def agree(a, b, tolerance):
    """Two tokens: equal words; numbers within the tolerance, half of the last digit's unit, or three errors of either."""
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    if a[3] and b[3]:  # errors themselves are rough
        return a[0] <= 2 * b[0] + b[2] and b[0] <= 2 * a[0] + a[2]
    allowed = max(tolerance * max(abs(a[0]), abs(b[0])), max(a[2], b[2]) / 2, 3 * (a[1] ** 2 + b[1] ** 2) ** 0.5)
    return abs(a[0] - b[0]) <= allowed * (1 + 1e-9)


def same_line(want, got, tolerance, want_header="", got_header=""):
    """A line of the document and one of the output; '...' in the document is any text."""
    parts = re.split(r"\s*\.\.\.\s*", want)
    a = [tokens(p, want_header if i == 0 else "") for i, p in enumerate(parts)]
    b = tokens(got, got_header)
    if len(a) == 1:
        return len(a[0]) == len(b) and all(agree(x, y, tolerance) for x, y in zip(a[0], b))

    def fits(words, at):
        return at >= 0 and at + len(words) <= len(b) and all(agree(x, y, tolerance) for x, y in zip(words, b[at:]))

    if not fits(a[0], 0):
        return False
    at = len(a[0])
    for words in a[1:-1]:
        at = next((k + len(words) for k in range(at, len(b) + 1) if fits(words, k)), None)
        if at is None:
            return False
    return len(b) - len(a[-1]) >= at and fits(a[-1], len(b) - len(a[-1]))


def difference(want, got, tolerance):
    """None where the output is that of the document, or the first line that differs."""
    want = [w for w in want if w.strip()]
    got = [g for g in got if g.strip()]
    w = g = 0
    header = ["", ""]
    while w < len(want):
        if want[w].strip() == "...":
            w += 1
            if w == len(want):
                return None
            while g < len(got) and not same_line(want[w], got[g], tolerance, *header):
                g += 1
            if g == len(got):
                return f"no line as: {want[w]}"
        if g == len(got):
            return f"the output ends before: {want[w]}"
        if not same_line(want[w], got[g], tolerance, *header):
            return f"document: {want[w]}\n    output:   {got[g]}"
        if errors_by_place(want[w]):
            header = [want[w], got[g]]
        w, g = w + 1, g + 1
    return None if g == len(got) else f"not in the document: {got[g]}"


def figures(command):
    """The files that -o or --output of an analysis or show command makes."""
    for m in re.finditer(r"(?<!\S)(?:-o|--output)[ =](\S+)", command.replace("\\\n", " ")):
        name = m[1].strip("'\"")
        yield name if re.search(r"\.(png|gif|html|pdf|svg)$", name) else name + ".png"


def blank(path):
    """A figure without content: missing, or so small that it holds no curve."""
    return not os.path.exists(path) or os.path.getsize(path) < (400 if path.endswith(".gif") else 1500)


def run(text, folder, environment, shell=("bash", "-c")):
    try:
        done = subprocess.run(["timeout", str(LONGEST), *shell, text], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as error:
        return 127, [str(error)]
    return done.returncode, done.stdout.decode("utf-8", "replace").expandtabs().splitlines()


def clean_folder(programs, empty):
    """A copy of the repository and the programs: what a user sees after make. empty: the programs alone."""
    folder = tempfile.mkdtemp(prefix="document-")
    if empty:
        os.symlink(programs, os.path.join(folder, "bin"))
        return folder
    made = {".git", "build", "bin", "data", "out"}  # of the root; runs/NAME/out too, but not dnn/data

    def skip(path, names):
        here = os.path.relpath(path, ROOT)
        return [n for n in names if n == "__pycache__" or (here == "." and n in made) or
                (here.startswith("runs") and re.match("out", n))]

    shutil.copytree(ROOT, folder, ignore=skip, dirs_exist_ok=True, symlinks=True)
    shutil.copytree(programs, os.path.join(folder, "bin"))
    return folder


class Document:
    def __init__(self, path, everything, programs, empty):
        self.path, self.everything, self.bad, self.ran, self.skipped = path, everything, 0, 0, 0
        self.folder = clean_folder(programs, empty)
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "100", "OMP_WAIT_POLICY": "passive",
                            "PYTHONDONTWRITEBYTECODE": "1"}
        self.environment.pop("BIN", None), self.environment.pop("BUILD", None)

    def fail(self, at, text):
        self.bad += 1
        print(f"    {self.path}:{at}: {text}")

    def shell(self, block):
        todo = commands(block)
        for n, (at, text, want) in enumerate(todo):
            follows = n + 1 < len(todo) and todo[n + 1][1].strip() == "echo $?"
            if text.strip() == "echo $?":
                status, got = 0, [str(self.status)]
            else:
                self.status, got = run(text, self.folder, self.environment)
                status = 0 if follows else self.status
            self.ran += 1
            if status:
                self.fail(at, f"status {status}: {text}\n      " + "\n      ".join(got[-5:]))
            elif want is not None:
                if text.rstrip().endswith("&"):
                    continue
                what = difference(want, got, block.marks.get("tolerance", DEFAULT_TOLERANCE))
                if what:
                    self.fail(at, f"{text}\n    {what}")
            for name in figures(text):
                if status == 0 and self.status == 0 and blank(os.path.join(self.folder, name)):
                    self.fail(at, f"no figure {name}: {text}")

    def python(self, block, after):
        text = "\n".join(block.lines)
        missing = [m for m in re.findall(r"^(?:import|from) (\w+)", text, re.M) if not importlib.util.find_spec(m)]
        if missing:
            self.skipped += 1
            print(f"skip {self.path}:{block.at}: python without {', '.join(missing)}")
            return
        status, got = run(text, self.folder, self.environment, (sys.executable, "-W", "ignore", "-c"))
        self.ran += 1
        if status:
            self.fail(block.at, "python: " + "\n      ".join(got[-3:]))
        elif after is not None:
            what = difference(after.lines, got, block.marks.get("tolerance", DEFAULT_TOLERANCE))
            if what:
                self.fail(block.at, what)

    def write(self, block):
        path = os.path.join(self.folder, block.file)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(block.lines) + "\n")

    def execute(self):
        blocks, began = parse(self.path), time.time()
        for n, block in enumerate(blocks):
            if "skip" in block.marks or ("long" in block.marks and not self.everything):
                self.skipped += block.language in ("sh", "console", "python")
            elif block.file and block.language not in ("sh", "console"):
                self.write(block)
            elif block.language in ("sh", "console"):
                self.shell(block)
            elif block.language == "python":
                after = blocks[n + 1] if n + 1 < len(blocks) and blocks[n + 1].language == "text" else None
                self.python(block, after)
        name = os.path.relpath(self.path, ROOT)
        print(f"{'not ok' if self.bad else 'ok'} documents: {name}: {self.ran} commands, "
              f"{self.skipped} blocks not run, {time.time() - began:.1f} s", flush=True)
        return self.bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true", help="blocks marked long too")
    parser.add_argument("--empty", action="store_true", help="a folder with the programs alone")
    parser.add_argument("--keep", action="store_true", help="keep the folders")
    parser.add_argument("documents", nargs="+")
    given = parser.parse_args()
    programs, bad = os.path.abspath(os.environ.get("BIN", os.path.join(ROOT, "bin"))), 0
    for path in given.documents:
        document = Document(path, given.all, programs, given.empty)
        try:
            bad += document.execute()
        finally:
            if given.keep:
                print(document.folder)
            else:
                shutil.rmtree(document.folder, ignore_errors=True)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
