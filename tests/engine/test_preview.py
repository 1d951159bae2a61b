"""A result's page, as a real browser shows it: what is a student's is text, and nothing runs."""

import json
import os
import re
import stat

import pytest
from batch import ROOT
from browser import complaints, look, overflow
from test_command import command

from autograder import preview
from autograder.errors import UsageError
from autograder.harness import Left, received

NASTY = (
    "<script>document.title='taken over'</script><img src=x onerror=alert(1)></pre></details>"
    "</article><style>*{display:none}</style>&lt;{{ 7*7 }}{% raw %} \x1b[31mred\x1b[0m "
    "\u202eevil\u202c \u200fright שלום \x00 \ufeff \u2028end"
)
SHOWN = (
    "<script>document.title='taken over'</script><img src=x onerror=alert(1)></pre></details>"
    "</article><style>*{display:none}</style>&lt;{{ 7*7 }}{% raw %} \\u001b[31mred\\u001b[0m "
    "\\u202eevil\\u202c \\u200fright שלום \ufffd \\ufeff \\u2028end"
)
LINES = "\n".join(f"line {at}" for at in range(10_000))
TESTS = [
    {"number": "1.1", "name": NASTY, "score": 0, "max_score": 2, "output": NASTY},
    {"number": "1.2", "score": 2, "max_score": 2, "name": "right", "output": LINES},
    {"number": "1.3", "name": "for later", "score": 5, "max_score": 5,
     "visibility": "after_published", "output": "a secret",
     "extra_data": {"question": "1", "misconception": "sign-flipped"}},
]  # fmt: skip
EXTRA = {"layers": {"uid": "on"}, "verdict": "isolated", "fault": "the disk is full"}


def shown(tmp_path, name="hand<in>", stdout=NASTY, facts=(), **document):
    """The page of such a results.json, written."""
    raw = json.dumps({"tests": TESTS, "output": NASTY, "extra_data": EXTRA, **document}).encode()
    found = received(Left(results=raw.replace(b"\\u0000", b"\0"), stdout=stdout.encode()))
    path = tmp_path / "page.html"
    preview.write(path, f"Preview: {name}", [preview.item(name, found, facts, {"1.2": 0.25})])
    return path


def texts(browser, selector):
    """What stands there, visible or not, as characters."""
    script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)"
    return browser.execute_script(script, selector)


def test_what_is_a_students_is_text(browser, tmp_path):
    """HTML, ANSI codes, marks of direction: each shows as it is written, and nothing of it acts."""
    look(browser, shown(tmp_path))
    assert browser.title == "Preview: hand<in>"
    assert SHOWN in browser.find_element("css selector", ".check.failed pre").text
    assert texts(browser, ".check.failed h3") == [f"1.1 {SHOWN}"]
    assert texts(browser, ".said") == [SHOWN]
    assert texts(browser, "script, img, iframe, object, article style") == []
    assert len(texts(browser, "style")) == 1
    assert complaints(browser) == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_ten_thousand_lines_fit_a_laptop_and_a_phone(browser, tmp_path, width):
    """They are all there, in a box that scrolls; the page is no wider than its window."""
    look(browser, shown(tmp_path, stdout=LINES), width=width)
    assert texts(browser, ".check.passed pre")[0] == LINES
    assert overflow(browser) == 0
    browser.execute_script("document.querySelector('details').open = true")
    assert overflow(browser) == 0
    heights = "return [...document.querySelectorAll('pre')].map(e => e.clientHeight)"
    assert max(browser.execute_script(heights)) < 800
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert max(browser.execute_script(heights)) > 100_000  # paper does not scroll
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_on_paper(browser, tmp_path):
    """A check is whole, a head stays with its text, what is folded is off.

    Nothing keeps a check with the next: then all of them would go to a new page together.
    """
    look(browser, shown(tmp_path, tests=[{**TESTS[0], "output": ""}, TESTS[0]]))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        breaks = (
            "return [...document.querySelectorAll(arguments[0])].map(e => getComputedStyle(e))"
            ".map(style => [style.breakInside, style.breakAfter])"
        )
        assert browser.execute_script(breaks, ".check") == [["avoid", "auto"]] * 2
        heads = browser.execute_script(breaks, ".check .head")
        assert heads == [["auto", "auto"], ["auto", "avoid"]]
        folded = "return document.querySelector('details').getClientRects().length"
        assert browser.execute_script(folded) == 0
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_the_instructors_part_is_folded(browser, tmp_path):
    """Withheld checks, layers, diagnoses, times, the fault and stdout are there, and not seen."""
    look(browser, shown(tmp_path, facts=(("peak memory", "261 MB"),)))
    page = browser.find_element("css selector", "body").text
    told = ("a secret", "for later", "sign-flipped", "the disk is full", "261 MB", "isolated")
    assert [text for text in told if text in page] == []
    assert "No total" in page
    browser.find_element("css selector", "summary").click()
    page = browser.find_element("css selector", "body").text
    assert [text for text in (*told, "0.25 s", "after_published") if text not in page] == []


def test_its_policy_lets_nothing_run(browser, tmp_path):
    """Even a script that had got in: the browser refuses it, and says so."""
    path = shown(tmp_path)
    page = path.read_text()
    path.write_text(page.replace("</main>", "<script>document.title = 'ran'</script></main>"))
    look(browser, path)
    assert browser.title == "Preview: hand<in>"
    assert any("Content Security Policy" in said for said in complaints(browser))
    path.write_text(page.replace("</main>", '<img src="page.html"></main>'))
    look(browser, path)
    assert any("Content Security Policy" in said for said in complaints(browser))


def test_it_can_be_read_by_everybody(browser, tmp_path):
    """A language, one h1, a mark in words beside each colour, and contrast of at least 4.5."""
    look(browser, shown(tmp_path))
    browser.execute_script("document.querySelector('details').open = true")
    assert browser.find_element("css selector", "html").get_attribute("lang") == "en"
    assert len(texts(browser, "h1")) == 1
    assert texts(browser, ".mark") == ["✗ failed", "✓ passed", "✓ passed"]
    assert all(texts(browser, "caption"))
    colours = browser.execute_script(CONTRAST)
    assert len(colours) > 20
    assert [text for text, ink, paper in colours if contrast(ink, paper) < 4.5] == []


# Every element with text of its own: its colour, and that of whatever lies behind it.
CONTRAST = """
const behind = e => {
  const paper = getComputedStyle(e).backgroundColor;
  return paper !== 'rgba(0, 0, 0, 0)' || !e.parentElement ? paper : behind(e.parentElement);
};
return [...document.body.querySelectorAll('*')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => [e.textContent.slice(0, 40), getComputedStyle(e).color, behind(e)]);
"""


def contrast(ink, paper):
    """WCAG's ratio of two CSS colours."""
    light = sorted((luminance(ink), luminance(paper)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(colour):
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"{'score': 1}", "Gradescope does not take this result: results.json is not JSON"),
        (b'{"score": "1"}', "Gradescope may refuse this result: score: input should be"),
        (None, "Gradescope does not take this result: there is no results.json"),
    ],
)
def test_what_the_platform_does_not_take_is_said(browser, tmp_path, raw, told):
    """Before anything else, because nothing else matters then."""
    path = tmp_path / "page.html"
    found = received(Left(results=raw, stdout=b"printed"))
    preview.write(path, "Preview", [preview.item("one", found), preview.item("two", found)])
    look(browser, path)
    assert texts(browser, ".warning")[0].startswith(told)
    assert texts(browser, "nav a") == ["one", "two"]
    assert texts(browser, "article h2") == ["one", "two"]
    folded = texts(browser, "details pre.long")
    assert [text.strip().partition("\n")[0] for text in folded].count("printed") == 2


def test_grade_writes_it(browser, tmp_path):
    """`grade --preview`: the student's words, the table that staff read, the layers."""
    path = tmp_path / "new" / "page.html"
    results = tmp_path / "results.json"
    done = command("grade", "student_template", "--output", results, "--preview", path)
    assert (done.returncode, done.stderr) == (0, "")
    look(browser, path)
    page = browser.find_element("css selector", "body").text
    assert "0 of 14 points" in page
    for test in json.loads(results.read_text())["tests"]:
        assert f"{test['number']} {test['name']}" in page
    assert "question" in texts(browser, "details pre.long")[0]
    assert "canaries" in texts(browser, "details th")
    assert complaints(browser) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert os.listdir(path.parent) == ["page.html"]


def test_it_appears_whole_or_not_at_all(tmp_path):
    """Where it cannot be written, the file that was there stays, and no half of one beside it."""
    path = shown(tmp_path)
    before = path.read_text()
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(UsageError, match=r"taken cannot be written"):
        preview.write(folder, "title", [])
    with pytest.raises(RuntimeError):
        preview.write(path, "title", broken())
    assert path.read_text() == before
    assert sorted(os.listdir(tmp_path)) == ["page.html", "taken"]


def broken():
    """Items that end in an error."""
    raise RuntimeError
    yield


@pytest.mark.slow
def test_a_grade_whose_page_cannot_be_written(tmp_path):
    """One sentence, and the grade all the same."""
    results = tmp_path / "results.json"
    (tmp_path / "page.html").mkdir()
    done = command(
        "grade", "student_template", "--output", results, "--preview", tmp_path / "page.html"
    )
    assert done.returncode == 2
    assert f"{tmp_path}/page.html cannot be written" in done.stderr
    assert json.loads(results.read_text())["score"] == 0
    assert sorted(os.listdir(tmp_path)) == ["page.html", "results.json"]


def test_a_plain_grade_does_not_load_the_pages_library(tmp_path):
    """jinja2 costs a start that a grade on the platform never needs."""
    assert "import preview" not in (ROOT / "autograder" / "__main__.py").read_text()
    text = (ROOT / "autograder" / "cli.py").read_text()
    assert re.findall(r"^( *)from \. import preview", text, re.M) == ["    "]
