"""The browser of the tests: it shows a file, knows no network, and leaves nothing behind."""

import http.server
import threading

import pytest
from browser import complaints, look, overflow

PAGE = """<!doctype html><html lang="en"><title>a page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<p id="said">before</p><img src="http://127.0.0.1:{port}/picture">
<div style="width: 700px">wide</div><script>said.textContent = "after"</script></html>"""


@pytest.fixture
def asked():
    """A server on this machine: its port, and the paths that it was asked for."""
    paths = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, paths
        server.shutdown()


def test_it_runs_a_page_and_reaches_no_network(browser, asked, tmp_path):
    """Scripts run, so that a page which forbids them can be told; no request leaves."""
    port, paths = asked
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(port=port))
    look(browser, page, width=390)
    assert browser.title == "a page"
    assert browser.execute_script("return document.getElementById('said').textContent") == "after"
    assert overflow(browser) > 300
    assert any("ERR_PROXY_CONNECTION_FAILED" in said for said in complaints(browser))
    look(browser, page, width=1000)
    assert overflow(browser) == 0
    assert paths == []
