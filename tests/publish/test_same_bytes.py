"""The same bulletin gives the same bytes: every page, picture, feed and document, in another process too."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from night_states import above_but_projected_below
from outright.bulletin import encode
from outright.publish.site import Site
from outright.publish.tree import tree

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = """
import hashlib, json, sys
from outright.bulletin import decode
from outright.publish.site import Site
from outright.publish.tree import tree
files = tree(decode(sys.stdin.buffer.read()), Site("https://results.example.org"))
print(json.dumps({path: hashlib.sha256(body).hexdigest() for path, body in files.items()}))
"""


def test_every_file_has_the_same_bytes_in_another_process():
    whole = above_but_projected_below()
    here = {
        path: hashlib.sha256(body).hexdigest()
        for path, body in tree(whole, Site("https://results.example.org")).items()
    }
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT / "src"), "TZ": "Asia/Kathmandu"}
    environment |= {"LANG": "C", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=encode(whole), capture_output=True, check=True, env=environment
    )
    there = json.loads(done.stdout)
    assert len(here) > 60
    assert there == here
