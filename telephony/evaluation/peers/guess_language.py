"""Answers which language py3langid takes each line for: the languages come first, then one text per line."""

import json
import resource
import sys
import time

import py3langid

# Their name for Norwegian is that of both written forms.
THEIR_NAMES = {"nb": "no"}
OUR_NAMES = {their: our for our, their in THEIR_NAMES.items()}


def main() -> None:
    """Answer all lines; the last one says what it took."""
    languages = json.loads(sys.stdin.readline())
    py3langid.set_languages([THEIR_NAMES.get(name, name) for name in languages])
    texts = [json.loads(line) for line in sys.stdin]
    started = time.perf_counter()
    for text in texts:
        guess, _ = py3langid.classify(text)
        sys.stdout.write(json.dumps(OUR_NAMES.get(guess, guess)) + "\n")
    spent = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        json.dumps({"ms": round(1000 * spent / max(len(texts), 1), 3), "memory_mb": memory}) + "\n"
    )


if __name__ == "__main__":
    main()
