"""A night as plain files on one loopback port, and somebody else's pages on another: what the tests of embeds share."""

import functools
import http.server
import threading
from pathlib import Path

from outright.publish.tree import documents

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)

PYM_PARENT = """
const frame = document.querySelector("iframe");
addEventListener("message", (event) => {
  const match = /^pymxPYMxcardxPYMx(\\w+)xPYMx(.*)$/.exec(event.data);
  if (match && match[1] === "height") frame.style.height = match[2] + "px";
});
addEventListener("resize", () => frame.contentWindow.postMessage("pymxPYMxcardxPYMxwidthxPYMx" + innerWidth, "*"));
"""
"""What pym's parent does with a child's messages, and what it says to it."""

AMP_PARENT = """
const frame = document.querySelector("iframe");
addEventListener("message", (event) => {
  const data = event.data;
  if (event.source !== frame.contentWindow || data.sentinel !== "amp" || data.type !== "embed-size") return;
  frame.setAttribute("height", data.height);
});
"""
"""What an AMP page's runtime does with an embed that asks for its size."""


class Files:
    """A folder on a loopback port: the same files with the same headers as any plain server can be told to send."""

    def __init__(self, folder: Path, csp: str = "") -> None:
        class Handler(http.server.SimpleHTTPRequestHandler):
            def end_headers(self) -> None:
                if csp:
                    self.send_header("Content-Security-Policy", csp)
                self.send_header("Cache-Control", "no-cache")
                super().end_headers()

            def send_head(self):
                """Never "not modified": two states that are published within one second have the same date."""
                del self.headers["If-Modified-Since"]
                return super().send_head()

            def log_message(self, *_: object) -> None:
                pass

        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        handler = functools.partial(Handler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def publish(self, bulletin, site=None, only: str = "") -> None:
        """The night's tree, or only the files whose path has ``only`` in it and what they are styled and moved by."""
        found = documents(bulletin, site)
        for path, document in found.items():
            if only in path or path.startswith("/static/") or path == "/embed.js":
                file = self.folder / path.lstrip("/")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(document.draw())

    def page(self, name: str, body: str, script: str = "") -> str:
        """A page of somebody else's, with whatever script it has of its own; its address."""
        head = '<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">'
        text = f"{head}<body><main><h1>News</h1>{body}</main>"
        (self.folder / name).write_text(f"{text}<script>{script}</script></body></html>")
        return f"{self.url}/{name}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
